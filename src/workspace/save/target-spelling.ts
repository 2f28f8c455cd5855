import { homedir } from 'node:os';
import path from 'node:path';

/** What the caller meant, or why that is unclear; a sentence without its subject. */
export type SpelledTarget = { readonly path: string } | { readonly problem: string };

/** Set around a path in a sentence, in a shell or in Markdown. */
const QUOTED = /^(?:"([^"]+)"|'([^']+)'|`([^`]+)`|<([^<>]+)>)$/;
/** What nobody sees in a name: it would make two names of one, or show another one. */
const INVISIBLE = '[\\u061c\\u200b\\u200e\\u200f\\u202a-\\u202e\\u2060-\\u2069\\ufeff]';
const AT_THE_ENDS = new RegExp(`^(?:\\s|${INVISIBLE})+|(?:\\s|${INVISIBLE})+$`, 'gu');
const UNSEEN = new RegExp(`(?!\\0)[\\p{Cc}\\p{Zl}\\p{Zp}]|${INVISIBLE}`, 'u');
const URL_SCHEME =
  /^(?:[a-z][a-z0-9+.-]+:\/\/|(?:file|https?|data|blob|mailto|untitled|vscode[\w-]*|git|ssh):)/i;
/** As `files` takes it, or an editor's link. */
const LINES = /(?::\d+(?:-\d*|:\d+)?|#L\d+(?:-L?\d+)?)$/;
const REFERENCE = new RegExp(
  [
    '\\$\\{[^}]*\\}|\\$env:\\w+|\\$\\(|^\\$[A-Za-z_]\\w*(?=[\\\\/]|$)|(?<=[\\\\/])\\$[A-Z_][A-Z0-9_]*(?=[\\\\/]|$)',
    '%[A-Za-z_]\\w*%|%~[a-z]*\\d|![A-Z_]\\w*!|\\{env:[^}]*\\}|`[^`]*`|^~[^\\\\/]*(?=[\\\\/]|$)',
  ].join('|'),
);

/**
 * The path that a `save_to` means. Agents write it as their editor, their shell or another system would: what can be
 * resolved safely is, and nothing else becomes the name of a file.
 *
 * @param firstRoot - The value of `${workspaceFolder}`.
 */
export function spellTarget(given: string, firstRoot: string): SpelledTarget {
  let text = given.replace(AT_THE_ENDS, '');
  text = QUOTED.exec(text)?.slice(1).find(Boolean)?.trim() ?? text;
  const fromUrl = readFileUrl(text);
  if (fromUrl === undefined && URL_SCHEME.test(text)) return { problem: 'is a URL' };
  text = fromUrl ?? text;
  text = text.replace(/^\$\{workspace(?:Folder|Root)\}(?=[\\/]|$)/, () => firstRoot);
  if (/^~(?=[\\/]|$)/.test(text)) text = path.join(homedir(), text.slice(1));
  if (UNSEEN.test(text)) return { problem: 'has a line break or another character that is not seen' };
  const reference = REFERENCE.exec(text);
  if (reference) return { problem: `has ${reference[0]}, which nothing replaces with a value` };
  if (text === '-') return { problem: 'means standard output' };
  if (/[*?]/.test(text)) return { problem: 'is a pattern, not the name of one file' };
  if (LINES.test(text)) return { problem: 'ends in a line number, but an answer is saved as a whole file' };
  if (process.platform === 'win32') return { path: text };
  if (/^[A-Za-z]:/.test(text) || text.startsWith('\\\\')) return { problem: 'is a path of Windows' };
  return { path: text.replaceAll('\\', '/') };
}

function readFileUrl(text: string): string | undefined {
  const found = /^file:(?:\/\/(?:localhost(?=\/))?)?(\/(?!\/).*)$/is.exec(text)?.[1];
  if (found === undefined) return undefined;
  try {
    const decoded = decodeURIComponent(found);
    return process.platform === 'win32' ? decoded.replace(/^\/(?=[a-z]:)/i, '') : decoded;
  } catch {
    return undefined;
  }
}
