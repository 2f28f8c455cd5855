import type { CallToolResult } from '@modelcontextprotocol/client';
import type { Receipt } from '../../src/runs/receipt.ts';

export function textOf({ content }: CallToolResult): string {
  return content.map((block) => (block.type === 'text' ? block.text : `[${block.type}]`)).join('\n');
}

export function receiptOf({ _meta }: CallToolResult): Receipt {
  return _meta?.['runapi-deepseek/receipt'] as Receipt;
}

/** The text of a result without its receipt line. */
export function answerOf(result: CallToolResult): string {
  return textOf(result).replace(/(?:^|\n\n)\[[^\n]*\]$/, '');
}

export function receiptLineOf(result: CallToolResult): string {
  return textOf(result).split('\n').at(-1) ?? '';
}

export function runIdOf(result: CallToolResult): string {
  return receiptOf(result).run_id ?? '';
}
