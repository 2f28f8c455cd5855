import { isDeepStrictEqual } from 'node:util';
import type { Client } from './client.ts';
import { asObject } from './entry-words.ts';
import { unreadable, type Editor } from './formats/editor.ts';
import { addToList, json, removeFromList } from './formats/json.ts';
import { toml } from './formats/toml.ts';
import { yaml } from './formats/yaml.ts';

export const ENTRY_NAME = 'deepseek';

const EDITORS: Readonly<Record<Client['format'], Editor>> = { json, toml, yaml };

export function readOwn({ format, section }: Client, text: string | undefined): unknown {
  const entry = text === undefined ? undefined : EDITORS[format].read(text, section, ENTRY_NAME);
  return entry === undefined ? undefined : plain(entry);
}

/**
 * Puts the entry into a text, in place of the one that is there.
 *
 * @throws {DelegateError} `input` for a text that cannot be changed without changing more than the entry.
 */
export function withEntry(client: Client, text: string, entry: Record<string, unknown>): string {
  const { format, section, companion } = client;
  const base = readOwn(client, text) === undefined ? text : withoutEntry(client, text);
  const inserted = EDITORS[format].insert(base, section, ENTRY_NAME, entry);
  const changed = companion
    ? addToList(
        removeFromList(inserted, companion.section, companion.value.id),
        companion.section,
        companion.value,
      )
    : inserted;
  checkChange(client, { before: text, after: changed, entry });
  return changed;
}

/** @throws {DelegateError} As `withEntry`. */
export function withoutEntry(client: Client, text: string): string {
  const { format, section, companion } = client;
  const removed = EDITORS[format].remove(text, section, ENTRY_NAME);
  const changed = companion ? removeFromList(removed, companion.section, companion.value.id) : removed;
  checkChange(client, { before: text, after: changed, entry: undefined });
  return changed;
}

interface MadeChange {
  readonly before: string;
  readonly after: string;
  /** As it should be afterwards. */
  readonly entry: Record<string, unknown> | undefined;
}

/** Texts are changed without being printed anew, so a form that nobody thought of shows only in what they say. */
function checkChange(client: Client, { before, after, entry }: MadeChange): void {
  const editor = EDITORS[client.format];
  const [was, is] = [editor.parse(before), readBack(editor, after)];
  const wanted = entry && plain(entry);
  const isRight =
    isDeepStrictEqual(ownOf(client, is), wanted) &&
    isDeepStrictEqual(othersOf(client, is), othersOf(client, was));
  if (!isRight) throw unreadable('it is written in a form in which more than the entry would change');
}

/** @returns Null for what no client could read any more. */
function readBack(editor: Editor, text: string): unknown {
  try {
    return editor.parse(text);
  } catch {
    return null;
  }
}

function ownOf({ section }: Client, whole: unknown): unknown {
  return [...section, ENTRY_NAME].reduce<unknown>((value, name) => asObject(value)[name], plain(whole));
}

/** All that a file says but the entry, what it refers to, and the sections that have nothing else in them. */
function othersOf({ section, companion }: Client, whole: unknown): unknown {
  const others = without(asObject(plain(whole)), [...section, ENTRY_NAME]);
  const list = companion && others[companion.section];
  if (!companion || !Array.isArray(list)) return others;
  const rest = list.filter((item) => asObject(item)['id'] !== companion.value.id);
  const { [companion.section]: _list, ...bare } = others;
  return rest.length > 0 ? { ...bare, [companion.section]: rest } : bare;
}

function without(
  container: Record<string, unknown>,
  [name = '', ...path]: string[],
): Record<string, unknown> {
  const { [name]: inner, ...others } = container;
  if (inner === undefined || inner === null || path.length === 0) return others;
  const rest = isObject(inner) ? without(inner, path) : inner;
  return isObject(rest) && Object.keys(rest).length === 0 ? others : { ...others, [name]: rest };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Parsers make objects without a prototype, dates and maps, which are no equals of ours. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value ?? null)) as unknown;
}
