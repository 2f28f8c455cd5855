import type { SandboxMessage } from './task.ts';

/** Nothing that is asked for makes the sandbox write more than this. */
const MAX_WORDS = 2_000_000;
const MAX_OUTLINE_LINES = 12;

/**
 * Tells what arrived: the request in its own words, how much it was, and an outline of it. A wish such as
 * "in 200 words" or "in 30 lines" is met to the word.
 */
export function writeText(messages: readonly SandboxMessage[]): string {
  const last = messages.at(-1);
  const asked = last?.text.trim().split('\n')[0]?.slice(0, 160) ?? '';
  const opening =
    last?.role === 'tool'
      ? [`This is the sandbox, not a model. The tool answered: ${last.text.slice(0, 400)}`]
      : ['This is the sandbox, not a model; it tells what arrived.', `You asked: "${asked}"`];
  const bytes = messages.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
  const counts = `Received: ${messages.length} ${messages.length === 1 ? 'message' : 'messages'}, ${bytes} bytes of text.`;
  const outline = outlineOf(messages);
  const wish = wishOf(last?.text ?? '');
  if (wish?.unit === 'words') return fillWords([...opening, counts], outline, wish.amount);
  if (wish?.unit === 'lines') return fillLines([...opening, counts], outline, wish.amount);
  const shown = outline.slice(0, MAX_OUTLINE_LINES).map((line) => `- ${line}`);
  const rest = outline.length - shown.length;
  return [...opening, counts, 'Outline:', ...shown, ...(rest > 0 ? [`(and ${rest} lines more)`] : [])].join(
    '\n',
  );
}

/** The last JSON Schema that a message carries in a fence, as callers do whose wire has no field for one. */
export function findSchema(messages: readonly SandboxMessage[]): unknown {
  for (const { text } of messages.toReversed()) {
    const fenced = /JSON schema.*?```(?:json)?\s*(\{.*?\})\s*```/is.exec(text)?.[1];
    if (fenced !== undefined) return tryParse(fenced);
  }
  return undefined;
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Headings where there are any, else the starts of the lines. */
function outlineOf(messages: readonly SandboxMessage[]): string[] {
  const lines = messages.flatMap(({ text }) => text.split('\n')).map((line) => line.trim());
  const headings = lines.filter((line) => /^#{1,6}\s/.test(line)).map((line) => line.replace(/^#+\s*/, ''));
  const shown = headings.length > 0 ? headings : lines.filter((line) => line !== '');
  return shown.map((line) => (line.length > 80 ? `${line.slice(0, 79)}…` : line));
}

function wishOf(text: string): { amount: number; unit: 'words' | 'lines' } | undefined {
  const wish = /\bin (\d{1,7}) (words|lines)\b/i.exec(text);
  if (!wish) return undefined;
  const unit = wish[2]?.toLowerCase() === 'lines' ? 'lines' : 'words';
  return { amount: Math.min(Number(wish[1]), MAX_WORDS), unit };
}

/** Goes through the outline again and again, each pass numbered, so that no two lines are the same. */
function* sentences(opening: readonly string[], outline: readonly string[]): Generator<string> {
  yield* opening;
  for (let pass = 1; ; pass += 1) {
    yield `Pass ${pass} over the outline:`;
    for (const [index, line] of outline.entries()) yield `${pass}.${index + 1} is about "${line}".`;
  }
}

function fillWords(opening: readonly string[], outline: readonly string[], amount: number): string {
  const lines: string[] = [];
  let missing = amount;
  for (const sentence of sentences(opening, outline)) {
    const words = sentence.split(/\s+/);
    lines.push(words.slice(0, missing).join(' '));
    missing -= words.length;
    if (missing <= 0) break;
  }
  return lines.join('\n');
}

function fillLines(opening: readonly string[], outline: readonly string[], amount: number): string {
  const lines: string[] = [];
  for (const sentence of sentences(opening, outline)) {
    if (lines.push(sentence) >= amount) break;
  }
  return lines.join('\n');
}
