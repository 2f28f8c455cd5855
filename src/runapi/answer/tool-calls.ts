import type { ChatEvent } from '../../chat/event.ts';
import { startWellFormed, type WellFormedStream } from '../../text/well-formed.ts';
import type { ToolCallFragment } from '../protocols/protocol.ts';

/** Puts fragments together into calls, each with an index of its own. */
export interface ToolCalls {
  readonly add: (fragment: ToolCallFragment) => ChatEvent[];
  /**
   * Ends the calls; what was held back is in the events.
   *
   * @param isWhole - Whether nothing is missing: only then are arguments that never came known to be none.
   */
  readonly end: (isWhole: boolean) => ChatEvent[];
  readonly count: () => number;
  /** What keeps the calls from being whole; undefined where each has a name, and arguments that are JSON. */
  readonly problem: () => string | undefined;
}

interface Call {
  readonly position: number;
  key: number | undefined;
  id: string;
  name: string;
  /** All of the arguments so far. */
  json: string;
  /** Arguments that came at once; used unless they are spelt out again. */
  input: string;
  isNameSent: boolean;
  readonly wellFormed: WellFormedStream;
}

export function startToolCalls(): ToolCalls {
  const calls: Call[] = [];
  const find = ({ index, id, name }: ToolCallFragment): Call | undefined => {
    const found = index === undefined ? undefined : calls.findLast((call) => call.key === index);
    if (found) return found;
    const sameId = id ? calls.findLast((call) => call.id === id) : undefined;
    if (index === undefined) return sameId ?? calls.at(-1);
    // Some gateways count the fragments, not the calls.
    const isSameCall = sameId && (!name || (name === sameId.name && hasNoArguments(sameId)));
    if (!isSameCall) return undefined;
    sameId.key = index;
    return sameId;
  };
  /** Gateways that retry, or send all so far each time, begin a call twice. */
  const findRepeated = ({ id, name, input, arguments: piece = '' }: ToolCallFragment): Call | undefined =>
    calls.findLast((call) => {
      if (id === undefined || call.id !== id || call.name !== name) return false;
      return hasNoArguments(call) || (call.json === '' ? call.input === input : call.json === piece);
    });
  const open = ({ index, id = '' }: ToolCallFragment, events: ChatEvent[]): Call => {
    const before = calls.at(-1);
    // A call without arguments keeps its place before the next one.
    if (before && !before.isNameSent) events.push(...write(before, ''));
    const call = {
      position: calls.length,
      key: index,
      // Answers to calls name them by their ids, so that two calls cannot share one.
      id: calls.some((other) => other.id === id) ? '' : id,
      name: '',
      json: '',
      input: '',
      isNameSent: false,
      wellFormed: startWellFormed(),
    };
    calls.push(call);
    return call;
  };

  return {
    add(fragment) {
      const events: ChatEvent[] = [];
      const found = fragment.opens ? findRepeated(fragment) : find(fragment);
      if (!found || beginsAnother(found, fragment)) events.push(...extend(open(fragment, events), fragment));
      else {
        found.id ||= fragment.id ?? '';
        events.push(...extend(found, fragment));
      }
      return events;
    },
    end: (isWhole) => calls.flatMap((call) => settle(call, isWhole)),
    count: () => calls.length,
    problem: () => calls.map(problemOf).find((problem) => problem !== undefined),
  };
}

/** Gateways that fill in every field send empty calls along with text; they are none. */
export function isBlank({ opens, id, name, arguments: piece, input }: ToolCallFragment): boolean {
  return !opens && !id && !name && !piece && !input;
}

/** Whether a fragment that was found to belong to a call belongs to one after it. */
function beginsAnother(call: Call, fragment: ToolCallFragment): boolean {
  const { index, id, name, arguments: piece = '', input = '' } = fragment;
  if (!name) return false;
  if (id && call.id) return id !== call.id;
  const json = call.json || call.input;
  // Without an id, a name after arguments is that of the next call, unless the gateway repeats it in each chunk.
  if (json !== '') return name !== call.name || (/^\s*\{/.test(piece || input) && isWholeJson(json));
  return index === undefined && call.name !== '' && name !== call.name;
}

function extend(call: Call, fragment: ToolCallFragment): ChatEvent[] {
  const { name, input, arguments: piece = '' } = fragment;
  if (name && !call.isNameSent) call.name = joinName(call.name, name);
  if (input) call.input = input;
  // Translators of Messages write the empty input at the start of a block as arguments, before those that count.
  if (piece === '{}' && call.json === '') {
    call.input ||= piece;
    return [];
  }
  const isRepeated = piece !== '' && piece === call.json && Boolean(name) && isWholeJson(piece);
  if (piece === '' || isRepeated) return [];
  call.json += piece;
  return write(call, call.wellFormed.push(piece));
}

/** Some gateways send the name in pieces, some repeat it in each chunk, some send all of it so far. */
function joinName(before: string, name: string): string {
  return name.startsWith(before) ? name : before + name;
}

/** The id and the name go out with the first piece of the arguments, as they may come in pieces until then. */
function write(call: Call, piece: string): ChatEvent[] {
  if (piece === '' && call.isNameSent) return [];
  const head = call.isNameSent
    ? {}
    : { ...(call.id && { id: call.id }), ...(call.name && { name: call.name }) };
  call.isNameSent = true;
  return [
    { type: 'tool-call-delta', index: call.position, ...head, ...(piece !== '' && { arguments: piece }) },
  ];
}

function settle(call: Call, isWhole: boolean): ChatEvent[] {
  if (call.json !== '') return write(call, call.wellFormed.end());
  if (isNoInput(call.input) && !isWhole) return write(call, '');
  call.json = call.input || '{}';
  return write(call, call.wellFormed.push(call.json) + call.wellFormed.end());
}

function hasNoArguments({ json, input }: Call): boolean {
  return json === '' && isNoInput(input);
}

function isNoInput(input: string): boolean {
  return input === '' || input === '{}';
}

function problemOf({ name, json, input }: Call): string | undefined {
  if (name.trim() === '') return 'a tool call without a name';
  const text = json || input;
  return text.trim() === '' || isWholeJson(text)
    ? undefined
    : `arguments of the tool call "${name}" that are not JSON, or were cut off`;
}

function isWholeJson(text: string): boolean {
  // Looked at first, since parsing for each fragment would make a long call slow.
  if (!/[}\]"\dle]\s*$/.test(text.slice(-20))) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
