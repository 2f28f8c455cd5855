import {
  applyEdits,
  findNodeAtLocation,
  getNodeValue,
  modify,
  parse,
  parseTree,
  printParseErrorCode,
  type FormattingOptions,
  type JSONPath,
  type Node,
  type ParseError,
} from 'jsonc-parser';
import { unreadable, type Editor } from './editor.ts';

/** JSON with comments and trailing commas, as editors write it. */
export const json: Editor = {
  read(text, section, name) {
    const node = findNode(text, [...section, name]);
    return node && getNodeValue(node);
  },
  insert: (text, section, name, value) => set(text, [...section, name], value),
  remove: (text, section, name) => set(text, [...section, name], undefined),
};

/** Puts an object at the end of a list, which is made where there is none. */
export function appendToList(text: string, section: string, value: object): string {
  const list = findNode(text, [section]);
  if (!list) return set(text, [section], [value]);
  if (list.type !== 'array') throw unreadable(`"${section}" is no list`);
  return set(text, [section, list.children?.length ?? 0], value, { isArrayInsertion: true });
}

/** Takes out the object of a list that has this id, and the list where nothing is left in it. */
export function removeFromList(text: string, section: string, id: string): string {
  const list = findNode(text, [section]);
  const values = (list && (getNodeValue(list) as unknown)) ?? [];
  const place = Array.isArray(values) ? values.findIndex((value: { id?: unknown }) => value?.id === id) : -1;
  if (place === -1) return text;
  return Array.isArray(values) && values.length === 1
    ? set(text, [section], undefined)
    : set(text, [section, place], undefined);
}

function findNode(text: string, path: JSONPath): Node | undefined {
  const body = withoutMark(text);
  const errors: ParseError[] = [];
  parse(body, errors, { allowTrailingComma: true, allowEmptyContent: true });
  const [error] = errors;
  if (error) {
    const line = body.slice(0, error.offset).split('\n').length;
    throw unreadable(`line ${line} is no JSON (${printParseErrorCode(error.error)})`);
  }
  const root = parseTree(body, [], { allowTrailingComma: true, allowEmptyContent: true });
  if (root && root.type !== 'object') throw unreadable('it is no JSON object');
  for (let depth = 1; depth < path.length; depth += 1) {
    const parent = root && findNodeAtLocation(root, path.slice(0, depth));
    if (parent && parent.type !== 'object' && parent.type !== 'array') {
      throw unreadable(`"${path.slice(0, depth).join('.')}" is no object`);
    }
  }
  return root && findNodeAtLocation(root, path);
}

function set(
  text: string,
  path: JSONPath,
  value: unknown,
  options: { isArrayInsertion?: boolean } = {},
): string {
  const mark = text.slice(0, text.length - withoutMark(text).length);
  const body = withoutMark(text);
  if (body.trim() === '') return `${mark}${JSON.stringify(nest(path, value), null, 2)}\n`;
  const edits = modify(body, path, value, { formattingOptions: formattingOf(body), ...options });
  return mark + applyEdits(body, edits);
}

function nest(path: JSONPath, value: unknown): unknown {
  return path.reduceRight<unknown>((inner, name) => ({ [name]: inner }), value);
}

/** A byte order mark, which no parser of JSON takes. */
function withoutMark(text: string): string {
  return text.replace(/^\uFEFF/, '');
}

function formattingOf(text: string): FormattingOptions {
  const [, indent = '  '] = /^([ \t]+)\S/m.exec(text) ?? [];
  return {
    insertSpaces: !indent.startsWith('\t'),
    tabSize: indent.startsWith('\t') ? 1 : indent.length,
    eol: text.includes('\r\n') ? '\r\n' : '\n',
  };
}
