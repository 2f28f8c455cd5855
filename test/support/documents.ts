import { readdirSync, readFileSync } from 'node:fs';

export const ROOT = new URL('../..', import.meta.url);
export const SKILL_FOLDER = new URL('skill/deepseek/', ROOT);

/** A file of the skill, by its name within the skill. */
export interface SkillDocument {
  readonly name: string;
  readonly text: string;
}

export const references: readonly SkillDocument[] = readdirSync(new URL('references/', SKILL_FOLDER)).map(
  (name) => readDocument(`references/${name}`),
);
export const documents: readonly SkillDocument[] = [readDocument('SKILL.md'), ...references];

function readDocument(name: string): SkillDocument {
  return { name, text: read(new URL(name, SKILL_FOLDER)) };
}

export function read(file: URL): string {
  return readFileSync(file, 'utf8').replaceAll('\r\n', '\n');
}

/** The code blocks whose fence begins with these words, in order. */
export function codeBlocks(text: string, fence: string): string[] {
  const pattern = new RegExp(`^\`\`\`${fence}\n(.*?)^\`\`\`$`, 'gms');
  return [...text.matchAll(pattern)].map(([, code = '']) => code);
}

/** The code spans, without code blocks. */
export function codeSpans(text: string): string[] {
  const prose = text.replaceAll(/^ *```.*?^ *```$/gms, '');
  return [...prose.matchAll(/`([^`\n]+)`/g)].map(([, span = '']) => span);
}
