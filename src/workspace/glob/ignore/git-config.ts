export interface GitSetting {
  /** Section, subsection and key with dots, in lower case but for the subsection: `core.excludesfile`. */
  readonly name: string;
  /** `true` for a key without a value. */
  readonly value: string;
}

/** Reads the text of a git configuration file; an invalid line is skipped. */
export function parseGitConfig(text: string): GitSetting[] {
  const settings: GitSetting[] = [];
  let section = '';
  // A backslash at the end of a line continues it.
  for (const line of text
    .replace(/^\uFEFF/, '')
    .replaceAll(/\\\r?\n/g, '')
    .split(/\r?\n/)) {
    let rest = line.trim();
    const head = /^\[\s*([\w.-]+)\s*(?:"((?:[^"\\]|\\.)*)")?\s*\]/.exec(rest);
    if (head) {
      const subsection = head[2] === undefined ? '' : `.${head[2].replaceAll(/\\(.)/g, '$1')}`;
      section = `${head[1]?.toLowerCase()}${subsection}`;
      rest = rest.slice(head[0].length).trim();
    }
    const setting = /^([A-Za-z][\w-]*)\s*(?:=(.*))?$/s.exec(rest);
    if (!setting?.[1]) continue;
    const value = setting[2] === undefined ? 'true' : parseValue(setting[2]);
    settings.push({ name: `${section}.${setting[1].toLowerCase()}`, value });
  }
  return settings;
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', b: '\b' };

/** Without quotes, comments, and the blanks around it. */
function parseValue(text: string): string {
  let value = '';
  /** How much of it is not blanks at the end. */
  let length = 0;
  let isQuoted = false;
  for (let at = 0; at < text.length; at += 1) {
    let character = text[at] ?? '';
    if (character === '"') {
      isQuoted = !isQuoted;
      continue;
    }
    if (!isQuoted && (character === '#' || character === ';')) break;
    const isEscaped = character === '\\';
    if (isEscaped) {
      at += 1;
      const escaped = text[at] ?? '';
      character = ESCAPES[escaped] ?? escaped;
    }
    if (!value && !isQuoted && !isEscaped && /\s/.test(character)) continue;
    value += character;
    if (isQuoted || isEscaped || !/\s/.test(character)) length = value.length;
  }
  return value.slice(0, length);
}
