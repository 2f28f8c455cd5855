import type { Attachment } from './read-parts.ts';

/**
 * The files as one text, each under its path, in the order given. Nothing in it changes from call to call but the
 * files: DeepSeek caches whole prefixes.
 *
 * Whatever a file contains, it cannot end its own block: the fence is longer than any run of backticks in it.
 */
export function formatAttachments(files: readonly Attachment[]): string {
  return files.map(formatFile).join('\n\n');
}

function formatFile({ path, text, lines }: Attachment): string {
  const range = lines ? ` lines="${lines.first}-${lines.last}"` : '';
  const fence = fenceFor(text);
  const lastBreak = text === '' || text.endsWith('\n') ? '' : '\n';
  return `<file path="${escape(path)}"${range}>\n${fence}\n${text}${lastBreak}${fence}\n</file>`;
}

function fenceFor(text: string): string {
  const longest = (text.match(/`+/g) ?? []).reduce((most, run) => Math.max(most, run.length), 2);
  return '`'.repeat(longest + 1);
}

/** A file's name may hold anything but "/": a quote or a line break of it must not look like markup. */
function escape(path: string): string {
  return path.replace(/[&<>"\p{Cc}\p{Zl}\p{Zp}]/gu, (character) => `&#${character.codePointAt(0)};`);
}
