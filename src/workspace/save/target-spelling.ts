import { homedir } from 'node:os';
import path from 'node:path';

/** What the caller meant, or why that is unclear; a sentence without its subject. */
export type SpelledTarget = { readonly path: string } | { readonly problem: string };

/**
 * The path that a `save_to` means. Agents write it as their editor, their shell or another system would: what can be
 * resolved safely is, and nothing else becomes the name of a file.
 *
 * @param firstRoot - The value of `${workspaceFolder}`.
 */
export function spellTarget(given: string, firstRoot: string): SpelledTarget {
  let text = given.trim();
  const fromUrl = readFileUrl(text);
  if (fromUrl === undefined && /^[a-z][a-z0-9+.-]+:\/\//i.test(text)) return { problem: 'is a URL' };
  text = fromUrl ?? text;
  text = text.replace(/^\$\{workspace(?:Folder|Root)\}(?=[\\/]|$)/, () => firstRoot);
  if (/^~(?=[\\/]|$)/.test(text)) text = path.join(homedir(), text.slice(1));
  if (/(?!\0)[\p{Cc}\p{Zl}\p{Zp}]/u.test(text)) return { problem: 'has a line break or a control character' };
  const reference =
    /\$\{[^}]*\}|\$env:\w+|\$\(|^\$[A-Za-z_]\w*(?=[\\/]|$)|%[A-Za-z_]\w*%|^~[^\\/]*(?=[\\/]|$)/.exec(text);
  if (reference) return { problem: `has ${reference[0]}, which nothing replaces with a value` };
  if (process.platform === 'win32') return { path: text };
  if (/^[A-Za-z]:[\\/]/.test(text) || text.startsWith('\\\\')) return { problem: 'is a path of Windows' };
  return { path: text.replaceAll('\\', '/') };
}

function readFileUrl(text: string): string | undefined {
  const found = /^file:\/\/(?:localhost(?=\/))?(\/.*)$/is.exec(text)?.[1];
  if (found === undefined) return undefined;
  try {
    const decoded = decodeURIComponent(found);
    return process.platform === 'win32' ? decoded.replace(/^\/(?=[a-z]:)/i, '') : decoded;
  } catch {
    return undefined;
  }
}
