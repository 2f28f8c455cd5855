import { isMap, isNode, isScalar, parseDocument, stringify, type Document, type YAMLMap } from 'yaml';
import { unreadable, type Editor, type Section } from './editor.ts';

/** YAML, changed line by line: to print it anew would change what somebody has laid out. */
export const yaml: Editor = {
  parse(text) {
    const document = parseYaml(text);
    try {
      return document.toJS({ maxAliasCount: -1 }) as unknown;
    } catch {
      throw unreadable('it refers to an anchor that is not there');
    }
  },
  read: (text, section, name) => {
    const value: unknown = parseYaml(text).getIn([...section, name]);
    return isMap(value) ? value.toJSON() : value;
  },
  insert(text, section, name, value) {
    const eol = text.includes('\r\n') ? '\r\n' : '\n';
    const document = parseYaml(text);
    const empty = findEmpty(document, section);
    const map = empty ? undefined : findMap(document, section);
    const indent = map ? indentOf(text, map) : '  ';
    const block = stringify({ [name]: value })
      .trimEnd()
      .split('\n')
      .map((line) => indent + line)
      .join(eol);
    if (empty) {
      const [before, behind] = [text.slice(0, empty.from).trimEnd(), text.slice(empty.to)];
      return `${before}${eol}${block}${behind || eol}`;
    }
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

/** Where the value of a section is that has nothing in it: no value at all, or `{}`. */
function findEmpty(document: Document, section: Section): { from: number; to: number } | undefined {
  const node: unknown = document.getIn(section, true);
  const isEmpty = isScalar(node) ? node.value === null : isMap(node) && node.items.length === 0;
  const [from, to] = (isEmpty && isNode(node) && node.range) || [];
  return from === undefined || to === undefined ? undefined : { from, to };
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
