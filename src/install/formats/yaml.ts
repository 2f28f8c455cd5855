import { isMap, parseDocument, stringify, type Document, type YAMLMap } from 'yaml';
import { unreadable, type Editor, type Section } from './editor.ts';

/** YAML, changed line by line: to print it anew would change what somebody has laid out. */
export const yaml: Editor = {
  read: (text, section, name) => {
    const value: unknown = parseYaml(text).getIn([...section, name]);
    return isMap(value) ? value.toJSON() : value;
  },
  insert(text, section, name, value) {
    const eol = text.includes('\r\n') ? '\r\n' : '\n';
    const map = findMap(parseYaml(text), section);
    const indent = map ? indentOf(text, map) : '  ';
    const block = stringify({ [name]: value })
      .trimEnd()
      .split('\n')
      .map((line) => indent + line)
      .join(eol);
    if (map) {
      const start = startOfLine(text, map);
      return `${text.slice(0, start)}${block}${eol}${text.slice(start)}`;
    }
    const gap = text === '' || text.endsWith('\n') ? '' : eol;
    return `${text}${gap}${section[0]}:${eol}${block}${eol}`;
  },
  remove(text, section, name) {
    const map = findMap(parseYaml(text), section);
    const pair = map?.items.find(({ key }) => String(key) === name);
    if (!map || !pair) return text;
    const { range: from } = pair.key as { range: [number, number, number] };
    const { range: to } = pair.value as { range: [number, number, number] };
    const start = text.lastIndexOf('\n', from[0]) + 1;
    const changed = text.slice(0, start) + text.slice(to[2]);
    if (map.items.length > 1) return changed;
    // An empty section would be read as nothing at all.
    return changed.replace(new RegExp(`^${section[0]}:[ \\t]*\\r?\\n`, 'm'), '');
  },
};

function parseYaml(text: string): Document {
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error) throw unreadable(`line ${error.linePos?.[0].line ?? 1} is not valid YAML (${error.code})`);
  return document;
}

/** @returns Undefined where there is none yet. */
function findMap(document: Document, section: Section): YAMLMap | undefined {
  const node: unknown = document.getIn(section, true);
  if (node === undefined) return undefined;
  if (isMap(node) && !node.flow && node.items.length > 0) return node;
  throw unreadable(`"${section.join('.')}" is written in a form that cannot be added to line by line`);
}

function indentOf(text: string, map: YAMLMap): string {
  return text.slice(startOfLine(text, map), map.range?.[0] ?? 0);
}

function startOfLine(text: string, map: YAMLMap): number {
  return text.lastIndexOf('\n', (map.range?.[0] ?? 1) - 1) + 1;
}
