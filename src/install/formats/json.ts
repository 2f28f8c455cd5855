import {
  createScanner,
  findNodeAtLocation,
  getNodeValue,
  parseTree,
  printParseErrorCode,
  type Node,
  type ParseError,
} from 'jsonc-parser';
import { unreadable, type Editor, type Section } from './editor.ts';

/**
 * JSON with comments and trailing commas, as editors write it. The library reads it; its own edits lay out the lines
 * around them anew, so what is added goes right behind an opening bracket, and nothing else is touched.
 */
export const json: Editor = {
  parse: (text) => getNodeValue(parse(text)) as unknown,
  read(text, section, name) {
    const node = find(parse(text), [...section, name]);
    return node && (getNodeValue(node) as unknown);
  },
  insert(text, section, name, value) {
    if (text.replace('\uFEFF', '').trim() === '') {
      const whole = [...section, name].reduceRight<unknown>((inner, part) => ({ [part]: inner }), value);
      return `${text}${JSON.stringify(whole, null, 2)}\n`;
    }
    const root = parse(text);
    // As deep as there is something already.
    let depth = section.length;
    while (depth > 0 && !find(root, section.slice(0, depth))) depth -= 1;
    const container = find(root, section.slice(0, depth));
    if (container?.type !== 'object')
      throw unreadable(`"${section.slice(0, depth).join('.')}" is not an object`);
    const [outer, ...rest] = [...section.slice(depth), name];
    const inner = rest.reduceRight<unknown>((within, part) => ({ [part]: within }), value);
    return addFirst(text, container, inner, outer);
  },
  remove(text, section, name) {
    const node = find(parse(text), [...section, name]);
    return node?.parent ? cutOut(text, node.parent) : text;
  },
};

/** Puts an object into a list, which is made where there is none. */
export function addToList(text: string, section: string, value: object): string {
  const root = parse(text);
  const list = find(root, [section]);
  if (!list) return addFirst(text, root, [value], section);
  if (list.type !== 'array') throw unreadable(`"${section}" is not a list`);
  return addFirst(text, list, value);
}

/** Takes out the object of a list that has this id, and the list where nothing is left in it. */
export function removeFromList(text: string, section: string, id: string): string {
  const list = find(parse(text), [section]);
  const item = list?.children?.find((child) => (getNodeValue(child) as { id?: unknown } | null)?.id === id);
  if (!list || !item) return text;
  return cutOut(text, list.children?.length === 1 && list.parent ? list.parent : item);
}

/** @throws {DelegateError} `input` for what is no JSON object. */
function parse(text: string): Node {
  const errors: ParseError[] = [];
  // The parser knows no byte order mark; a blank in its place keeps all offsets.
  const root = parseTree(text.replace('\uFEFF', ' '), errors, {
    allowTrailingComma: true,
    allowEmptyContent: true,
  });
  const [error] = errors;
  if (error) {
    const line = text.slice(0, error.offset).split('\n').length;
    throw unreadable(`line ${line} is not valid JSON (${printParseErrorCode(error.error)})`);
  }
  if (root && root.type !== 'object') throw unreadable('it is not a JSON object');
  return root ?? { type: 'object', offset: 0, length: 0, children: [] };
}

function find(root: Node, path: Section): Node | undefined {
  return findNodeAtLocation(root, [...path]);
}

/** Right behind the opening bracket, laid out as what follows it. */
function addFirst(text: string, container: Node, value: unknown, name?: string): string {
  const at = container.offset + 1;
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const label = name === undefined ? '' : `${JSON.stringify(name)}: `;
  const [first] = container.children ?? [];
  const ownIndent = first && indentOf(text, first.offset);
  if (first && ownIndent === undefined) {
    return `${text.slice(0, at)} ${label}${JSON.stringify(value)},${text.slice(at)}`;
  }
  const outerIndent = /^[ \t]*/.exec(text.slice(text.lastIndexOf('\n', container.offset) + 1))?.[0] ?? '';
  const indent = ownIndent ?? outerIndent + unitOf(text);
  const lines = JSON.stringify(value, null, unitOf(text))
    .split('\n')
    .join(eol + indent);
  const end = first ? ',' : eol + outerIndent;
  return `${text.slice(0, at)}${eol}${indent}${label}${lines}${end}${text.slice(at)}`;
}

/** A property or an item with the comma that goes with it, and the blanks before it; comments stay. */
function cutOut(text: string, node: Node): string {
  const to = node.offset + node.length;
  const siblings = node.parent?.children ?? [];
  const previous = siblings[siblings.indexOf(node) - 1];
  const comma = commaAfter(text, to) ?? (previous && commaAfter(text, previous.offset + previous.length));
  const rest =
    comma === undefined || comma < to ? text.slice(to) : text.slice(to, comma) + text.slice(comma + 1);
  let from = node.offset;
  while (/\s/.test(text[from - 1] ?? '')) from -= 1;
  const before =
    comma !== undefined && comma < to ? withoutAt(text.slice(0, from), comma) : text.slice(0, from);
  // Behind a comment to the end of its line, nothing else may follow on that line.
  const isComment = before.slice(before.lastIndexOf('\n') + 1).includes('//');
  return before + (isComment && !/^\s*\n/.test(rest) ? text.slice(from, node.offset) : '') + rest;
}

function withoutAt(text: string, place: number): string {
  return text.slice(0, place) + text.slice(place + 1);
}

/** Where the comma is that follows, with nothing but blanks and comments before it. */
function commaAfter(text: string, offset: number): number | undefined {
  const scanner = createScanner(text, true);
  scanner.setPosition(offset);
  scanner.scan();
  return text[scanner.getTokenOffset()] === ',' ? scanner.getTokenOffset() : undefined;
}

/** The blanks before what begins its line; undefined for what does not. */
function indentOf(text: string, offset: number): string | undefined {
  const before = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
  return text.lastIndexOf('\n', offset - 1) !== -1 && before.trim() === '' ? before : undefined;
}

/** One step of indentation. */
function unitOf(text: string): string {
  return /^([ \t]+)\S/m.exec(text)?.[1] ?? '  ';
}
