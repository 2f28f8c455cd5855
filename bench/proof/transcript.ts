import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { isSaid, type Part, type Round } from './caller/conversation.ts';

const MOST_CHARACTERS = 240;

/** What was said in a run, a line each, long texts cut. The client's own prompt and all definitions are omitted. */
export function toTranscript(prompt: string, rounds: readonly Round[]): string {
  const [first, last] = [rounds.at(0), rounds.at(-1)];
  const given = first?.input.filter(isSaid).length ?? 0;
  const added = [...(last?.input.filter(isSaid).slice(given) ?? []), ...(last?.output ?? [])];
  const lines = [{ kind: 'prompt', text: prompt }, ...added.map(cut)];
  return `${lines.map((line) => JSON.stringify(line)).join('\n')}\n`;
}

export async function writeTranscript(folder: string, name: string, text: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, `${name}.jsonl`), text);
}

function cut({ kind, text }: Part): object {
  if (text.length <= MOST_CHARACTERS) return { kind, text };
  return { kind, text: `${text.slice(0, MOST_CHARACTERS)}…`, characters: text.length };
}
