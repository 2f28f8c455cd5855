import { access, readFile } from 'node:fs/promises';
import path from 'node:path';
import { entryWords } from './entry-words.ts';

const PACKAGE = 'runapi-deepseek';
/** The package by its name, with a version, or as the path of its command; with a scope it is somebody else's. */
const NAMES_PACKAGE = /^(?!@)(?:.*[\\/])?runapi-deepseek(?:@[\w.^~<>=*-]+)?(?:\.(?:cmd|exe|ps1))?$/;
const SCRIPT = /^(.*)[\\/]dist[\\/]bin\.js$/;
/** Programs that start the package that is named next, and the words that some of them need for it. */
const RUNNERS = /^(?:npx|bunx|pnpx|npm|pnpm|yarn|bun)$/;
const RUNNER_WORDS = new Set(['exec', 'dlx', 'x', 'run', '--']);
/** Programs that start the command that is named next. */
const WRAPPERS = /^(?:cmd|env|wsl)$/;
const WRAPPER_WORD = /^(?:\/[a-z]|\w+=.*)$/i;

/**
 * Whether an entry starts this server: by the package's name, or by the script of a checkout. That the name stands
 * among the arguments of another program does not make it ours.
 */
export async function isOurs(entry: unknown): Promise<boolean> {
  const words = unwrapped(entryWords(entry));
  const [program = '', ...rest] = words;
  if (NAMES_PACKAGE.test(program)) return true;
  const name = programName(program);
  const started = startedBy(name, rest);
  if (started === undefined) return false;
  if (NAMES_PACKAGE.test(started)) return true;
  return name === 'node' && isOurScript(started, words);
}

async function isOurScript(script: string, words: readonly string[]): Promise<boolean> {
  const folder = SCRIPT.exec(script)?.[1];
  if (folder === undefined) return false;
  const name = await packageName(folder);
  if (name !== undefined) return name === PACKAGE;
  // A checkout that was moved or removed is told by the rest of what install writes.
  return words.length === 3 && words[0] === 'node' && words[2] === 'serve' && !(await exists(script));
}

/** The package or script that a runner or Node.js starts; undefined for another program. */
function startedBy(program: string, rest: readonly string[]): string | undefined {
  if (program === 'node') return rest.find((word) => !word.startsWith('-'));
  if (!RUNNERS.test(program)) return undefined;
  const isValue = (place: number) => /^(?:-p|--package)$/.test(rest[place - 1] ?? '');
  return rest.find((word, place) => !word.startsWith('-') && !RUNNER_WORDS.has(word) && !isValue(place));
}

/** Without what only starts the next command, as clients on Windows need it for scripts. */
function unwrapped(words: readonly string[]): readonly string[] {
  if (!WRAPPERS.test(programName(words[0] ?? ''))) return words;
  const inner = words.findIndex((word, place) => place > 0 && !WRAPPER_WORD.test(word));
  return inner === -1 ? words : words.slice(inner);
}

function programName(program: string): string {
  const name = program.split(/[\\/]/).at(-1) ?? '';
  return name.toLowerCase().replace(/\.(?:cmd|exe|ps1)$/, '');
}

async function packageName(folder: string): Promise<unknown> {
  try {
    const text = await readFile(path.join(folder, 'package.json'), 'utf8');
    return (JSON.parse(text) as { name?: unknown } | null)?.name;
  } catch {
    return undefined;
  }
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
