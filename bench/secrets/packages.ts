import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { findSecrets } from '../../src/secrets/content.ts';
import { secretByName } from '../../src/secrets/names.ts';
import { median } from '../support/statistics.ts';
import { ALPHABETS, createDraw } from './draw.ts';

const ROOT = path.resolve(import.meta.dirname, '../../node_modules');
const SIZE = 2_000_000;
const TIMES = 7;

/** Which files of real packages would be refused, each as a file of a project of its own. */
export function measurePackages(): { files: number; refused: string[] } {
  const refused: string[] = [];
  let files = 0;
  for (const [name, text] of textsIn(ROOT)) {
    files += 1;
    const absolute = `/project/${name}`;
    if (secretByName(absolute) !== undefined || findSecrets(text, absolute).length > 0) refused.push(name);
  }
  return { files, refused };
}

/** Megabytes of code a second, and how long lines of other content take beside it. */
export function measureSpeed(): { code: number; lines: Record<string, number> } {
  const code = collectCode();
  const draw = createDraw(1);
  const fill = (piece: string) => piece.repeat(Math.ceil(SIZE / piece.length)).slice(0, SIZE);
  const codeMs = timeOf(code);
  const contents = {
    'one letter': fill('a'),
    base64: fill(draw.text(ALPHABETS.base64, 60_000)),
    'code without line breaks': code.replace(/\s+/g, ' '),
    'JSON of short texts': JSON.stringify(
      Array.from({ length: SIZE / 40 }, (_, index) => ({ id: index, key: 'a', token: 'b' })),
    ).slice(0, SIZE),
    'a URL with many parameters': fill(`&key=${draw.text(ALPHABETS.small, 6)}`),
    'digits and commas': fill(`${draw.text(ALPHABETS.digits, 5)},`),
    blanks: fill(' '),
    'telling names in prose': fill('secret password token key '),
    'names with short values': fill('password: hunter2, '),
    'a word of names': fill('passwordSecretToken'),
    'a connection string': fill('password=secret;token=secret;'),
    'members of objects': fill('token->'),
    'names in paths': fill('password//secret '),
    'names in generics': fill('Map<Token,Secret>'),
    'calls and members': fill('getPassword(x).token(y) '),
    'names in quotation marks': fill('"token" "secret" '),
    'names under names': fill('password=token=secret '),
    'names with nothing': fill('password: token: '),
    'flags of a command': fill('--password --token --secret '),
    'names with encoded words': fill('password=cGFzc3dvcmQ= '),
    'names in every syntax': fill(
      'token ?? secret || "password": Token | null = authToken("sig=",\'pw\')<key>api_key</key> psk:=${salt} '.repeat(
        3,
      ),
    ),
  };
  const lines = Object.fromEntries(
    Object.entries(contents).map(([name, text]) => [name, (timeOf(text) * SIZE) / text.length / codeMs]),
  );
  return { code: SIZE / 1000 / codeMs, lines };
}

function timeOf(content: string): number {
  // As one piece in memory, like what is read from a file: a slice of another text takes twice the time.
  const text = Buffer.from(content).toString();
  const times = Array.from({ length: TIMES }, () => {
    const before = process.cpuUsage();
    findSecrets(text, 'src/code.ts');
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  });
  return median(times);
}

function collectCode(): string {
  let code = '';
  for (const [name, text] of textsIn(path.join(ROOT, '@modelcontextprotocol'))) {
    if (/\.[cm]?[jt]s$/.test(name)) code += text;
    if (code.length >= SIZE) break;
  }
  return Buffer.from(code.slice(0, SIZE)).toString();
}

function* textsIn(folder: string): Generator<[name: string, text: string]> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    // Caches of tools, not packages.
    if (folder === ROOT && entry.name.startsWith('.')) continue;
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) yield* textsIn(file);
    else if (entry.isFile()) {
      const text = decode(readFileSync(file));
      if (text !== undefined)
        yield [path.relative(ROOT, file).replaceAll(/\bnode_modules\b/g, 'packages'), text];
    }
  }
}

/** Undefined for what is no text, which is refused for that. */
function decode(bytes: Buffer): string | undefined {
  if (bytes.includes(0)) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
