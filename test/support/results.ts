import type { CallToolResult } from '@modelcontextprotocol/client';
import type { Receipt } from '../../src/delegation/receipt.ts';

export function textOf({ content }: CallToolResult): string {
  return content.map((block) => (block.type === 'text' ? block.text : `[${block.type}]`)).join('\n');
}

export function receiptOf({ _meta }: CallToolResult): Receipt {
  return _meta?.['runapi-deepseek/receipt'] as Receipt;
}
