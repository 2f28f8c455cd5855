import { findElements } from './elements.ts';
import { callsInJson, type WrittenCall } from './json-calls.ts';

/** Calls that were written into the text, and the text before them. */
interface TextCalls {
  readonly prose: string;
  readonly calls: readonly WrittenCall[];
}

/** A longer text is an answer. */
const MAX_CHARACTERS = 200_000;

/**
 * Finds calls that DeepSeek wrote into its text instead of making them: between its own markers, as XML, or as JSON.
 * They have to end the text: what is quoted in the middle of an answer is a part of the answer.
 *
 * @param isJson - Whether the answer is to be JSON itself: then arguments alone are no call.
 */
export function findTextCalls(text: string, { isJson }: { isJson: boolean }): TextCalls | undefined {
  if (text.length > MAX_CHARACTERS) return undefined;
  const trimmed = text.trim();
  for (const found of [readMarked(trimmed), readXml(trimmed), readJson(trimmed, !isJson)]) {
    if (found && found.calls.length > 0) return { ...found, prose: found.prose.trimEnd() };
  }
  return undefined;
}

/** `<｜tool▁calls▁begin｜>` of V3 and R1, `<｜DSML｜function_calls>` since V3.2; some servers write plain bars. */
const MARKED = /<[｜|](?:tool▁calls?▁begin[｜|]>|DSML[｜|])/u;
const CALL_BEGIN = /<[｜|]tool▁call▁begin[｜|]>/gu;
const CALL_END = /<[｜|]tool▁calls?▁end[｜|]>/gu;
const SEPARATOR = /<[｜|]tool▁sep[｜|]>/u;

function readMarked(text: string): TextCalls | undefined {
  const start = text.search(MARKED);
  if (start < 0 || isInCode(text, start)) return undefined;
  const part = text.slice(start);
  const calls = findElements(part, CALL_BEGIN, CALL_END).map(({ body }) => readOldCall(body));
  return {
    prose: text.slice(0, start),
    calls: calls.length > 0 ? calls : elementsIn(part.replaceAll(/[｜|]DSML[｜|]/gu, '')),
  };
}

/** V3 wrote "function", the name, and the arguments in a fence; V3.1 the name and the arguments. */
function readOldCall(body: string): WrittenCall {
  const [head = '', rest = ''] = body.split(SEPARATOR);
  const brace = rest.indexOf('{');
  const name = rest.slice(0, Math.max(0, brace)).split('```')[0]?.trim() || head.trim();
  const json = brace < 0 ? '' : rest.slice(brace);
  const fence = json.lastIndexOf('```');
  return { name, arguments: (fence < 0 ? json : json.slice(0, fence)).trim() };
}

const XML = /<(?:antml:)?(?:function_calls?|tool_calls?|invoke|function=|project)\b/u;

function readXml(text: string): TextCalls | undefined {
  const start = text.search(XML);
  if (start < 0 || isInCode(text, start) || !/[>}]$/.test(text)) return undefined;
  return { prose: text.slice(0, start), calls: elementsIn(text.slice(start)) };
}

/** Whether a place is inside a fence, or between backticks on its line. */
function isInCode(text: string, place: number): boolean {
  const before = text.slice(0, place);
  const fences = before.match(/^ {0,8}```/gm)?.length ?? 0;
  const ticks = before.slice(before.lastIndexOf('\n') + 1).match(/`/g)?.length ?? 0;
  return fences % 2 === 1 || ticks % 2 === 1;
}

const INVOKE = /<(?:antml:)?(?:invoke\s{1,9}name="([^"]{0,100})"|function=([\w.-]{1,100}))[^>]{0,100}>/gu;
const INVOKE_END = /<\/(?:antml:)?(?:invoke|function)>/gu;
const TOOL_CALL = /<(?:tool_call|function_call)>/gu;
const TOOL_CALL_END = /<\/(?:tool_call|function_call)>/gu;
const PROJECT = /<project>/gu;
const PROJECT_END = /<\/project>/gu;

function elementsIn(part: string): WrittenCall[] {
  const invoked = findElements(part, INVOKE, INVOKE_END);
  if (invoked.length > 0) return invoked.map(({ name, body }) => ({ name, arguments: argumentsIn(body) }));
  const called = findElements(part, TOOL_CALL, TOOL_CALL_END).flatMap(({ body }) =>
    callsInJson(body, { mayBeBare: true, mayBeUnknown: true }),
  );
  if (called.length > 0) return called;
  return findElements(part, PROJECT, PROJECT_END)
    .filter(({ body }) => body.includes('<action>'))
    .map(({ body }) => ({ name: 'project', arguments: argumentsIn(body) }));
}

const PARAMETER =
  /<(?:antml:)?(?:parameter\s{1,9}name="([^"]{0,100})"|parameter=(\w{1,100})|(action|path|pattern|from|to))[^>]{0,100}>/gu;
const PARAMETER_END = /<\/(?:antml:)?(?:parameter|action|path|pattern|from|to)>/gu;

/** JSON, or an element for each argument. */
function argumentsIn(body: string): string {
  const given = body.trim();
  if (given.startsWith('{')) return given;
  const parameters = findElements(body, PARAMETER, PARAMETER_END);
  return JSON.stringify(Object.fromEntries(parameters.map((each) => [each.name, each.body.trim()])));
}

/** The fence that ends the text, or a text that is nothing but JSON, perhaps as the call of a program. */
function readJson(text: string, mayBeBare: boolean): TextCalls | undefined {
  const options = { mayBeBare, mayBeUnknown: false };
  const open = text.endsWith('```') ? text.slice(0, -3) : text;
  const fence = open.lastIndexOf('```');
  const lineEnd = open.indexOf('\n', fence);
  if (fence >= 0 && lineEnd >= 0) {
    return { prose: text.slice(0, fence), calls: callsInJson(open.slice(lineEnd), options) };
  }
  const call = /^(?:functions\.)?project\s{0,9}\(/u.exec(text)?.[0];
  const json = call === undefined ? text : text.slice(call.length).replace(/\)\s{0,9};?$/, '');
  return /^[{[]/.test(json.trimStart()) ? { prose: '', calls: callsInJson(json, options) } : undefined;
}
