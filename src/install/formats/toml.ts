import { parse, stringify, TomlError } from 'smol-toml';
import { unreadable, type Editor, type Section } from './editor.ts';

/** TOML tables may stand anywhere, so an entry goes to the end of the file. */
export const toml: Editor = {
  parse: parseToml,
  read: (text, section, name) => find(parseToml(text), [...section, name]),
  insert(text, section, name, value) {
    const eol = text.includes('\r\n') ? '\r\n' : '\n';
    const block = stringify({ [name]: value })
      .replace(/^\[/gm, `[${section.join('.')}.`)
      .trimEnd();
    const gap = text === '' ? '' : text.endsWith('\n') ? eol : eol + eol;
    const changed = `${text}${gap}${block.split('\n').join(eol)}${eol}`;
    // A section that is written in one line cannot be added to; that would be no TOML any more.
    if (find(parseToml(changed), [...section, name]) === undefined)
      throw unreadable('the section is written in one line, which cannot be added to');
    return changed;
  },
  remove(text, section, name) {
    const own = [...section, name].map((part) => `["']?${part}["']?`).join('\\s*\\.\\s*');
    const lines = text.split(/(?<=\n)/);
    const kept: string[] = [];
    /** Comments and empty lines so far: at the end of the entry, they belong to what follows. */
    let notes: string[] = [];
    let isOwn = false;
    for (const line of lines) {
      if (/^\s*\[/.test(line)) {
        isOwn = new RegExp(`^\\s*\\[\\s*${own}\\s*[.\\]]`).test(line);
        if (!isOwn) kept.push(...notes);
        notes = [];
      }
      if (!isOwn) kept.push(line);
      else if (/^\s*(?:#|$)/.test(line)) notes.push(line);
      else notes = [];
    }
    const changed = [...kept, ...notes].join('');
    const rest = parseToml(changed);
    if (find(rest, [...section, name]) !== undefined)
      throw unreadable('the entry is written in a form that cannot be removed line by line');
    return changed;
  },
};

function find(value: unknown, path: Section): unknown {
  return path.reduce<unknown>(
    (container, name) =>
      typeof container === 'object' && container !== null
        ? (container as Record<string, unknown>)[name]
        : undefined,
    value,
  );
}

function parseToml(text: string): unknown {
  try {
    return parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    throw unreadable(`line ${error.line} is not valid TOML (${error.message.split('\n')[0]})`);
  }
}
