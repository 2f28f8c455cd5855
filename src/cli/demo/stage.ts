import type { Receipt } from '../../runs/receipt.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import type { CallOptions, LineClient, ToolResult } from '../line-client.ts';
import { writeLine, type Terminal } from '../terminal/terminal.ts';

export interface DemoStage {
  readonly client: LineClient;
  /** Starts one more server on the same folders. */
  readonly startServer: (environment: Record<string, string>) => Promise<LineClient>;
  readonly sandbox: Sandbox | undefined;
  /** The root of the servers: a folder of the demo's own with a README.md in it. */
  readonly folder: string;
  readonly terminal: Terminal;
}

export interface DemoStep {
  readonly title: string;
  /** Skipped with a real gateway, which plays no faults and shows no record. */
  readonly needsSandbox: boolean;
  /** @returns What went wrong; undefined where nothing did. */
  run(stage: DemoStage): Promise<string | undefined>;
}

/** What a client calls. */
export interface DemoCall {
  readonly name: string;
  readonly arguments: Readonly<Record<string, unknown>>;
}

/** Makes a call, and shows it as a client would send it. */
export function callTool(
  { client, terminal }: { client: LineClient; terminal: Terminal },
  call: DemoCall,
  options?: CallOptions,
): Promise<ToolResult> {
  writeLine(terminal.stdout, `   > ${call.name} ${JSON.stringify(call.arguments)}`);
  return client.callTool(call, options);
}

export function textOf({ content }: ToolResult): string {
  return content.map((block) => block.text ?? '').join('\n');
}

export function receiptOf({ _meta }: ToolResult): Partial<Receipt> {
  return (_meta?.['runapi-deepseek/receipt'] as Receipt | undefined) ?? {};
}

/** The answer without its receipt, which is a paragraph of its own. */
export function answerOf(result: ToolResult): string {
  const text = textOf(result);
  const end = text.lastIndexOf('\n\n[');
  return end < 0 ? '' : text.slice(0, end);
}

export function show({ stdout }: Terminal, text: string): void {
  for (const line of text.trim().split('\n')) writeLine(stdout, `   | ${line}`);
}

/** The end of an answer, with its receipt. */
export function showEnd(terminal: Terminal, result: ToolResult, characters: number): void {
  const text = textOf(result);
  show(terminal, text.length > characters ? `…${text.slice(-characters)}` : text);
}
