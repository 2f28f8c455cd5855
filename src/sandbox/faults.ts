import { Refusal } from './task.ts';

/** Everything that can be made to go wrong, by name. */
export const FAULTS = {
  '401': 'refuses the key, and echoes its tail as DeepSeek does',
  '402': 'no credits left',
  '422': 'refuses a parameter',
  '429': 'rate limit, Retry-After 1 s',
  '429-absurd': 'rate limit, Retry-After an hour',
  '500': 'fails',
  '503': 'is overloaded',
  'context-too-long': '400: more than the model can read',
  'outside-subset': '400: a field outside the verified subset',
  'reset-before-headers': 'drops the connection unanswered',
  'reset-mid-stream': 'drops the connection in the middle of the answer',
  'end-without-finish': 'ends the stream cleanly in the middle of the answer',
  'finish-without-done': "omits the protocol's end marker",
  'error-event': 'sends an error in the middle of the answer',
  'error-in-200': 'answers 200 with an error object',
  'html-in-200': 'answers 200 with a web page',
  'json-to-stream': 'answers a stream request with one JSON document',
  'broken-json': 'sends half of a JSON value in the middle of the answer',
  'split-utf8': 'cuts every character of several bytes in two',
  'invalid-utf8': 'sends bytes that are not UTF-8',
  'huge-line': 'sends a delta of 5 MB',
  'stall-before-headers': 'never answers',
  'stall-before-first-byte': 'sends headers and then nothing',
  'stall-mid-stream': 'falls silent in the middle of the answer',
  'comments-then-answer': 'sends comments for a long time, then the answer',
  'empty-answer': 'finishes without any text',
  'blank-json': 'finishes with nothing but blanks',
  'wrong-json': 'writes JSON that was not asked for',
  'unknown-finish-reason': 'finishes for a reason that nobody knows',
  'content-filter': 'withholds the rest of the answer',
  length: 'cuts the answer at the token limit',
  'insufficient-system-resource': 'runs out of capacity in the middle of the answer',
  'slow-drip': 'sends a few bytes at a time',
  redirect: 'redirects to another origin',
  'quota-in-403': 'refuses for want of credits with 403, as new-api does',
  'region-in-403': 'refuses the region, not the key, with 403',
  'html-413': "refuses the size of the request with a proxy's web page",
  'error-code-in-200': 'answers 200 with a code and a message, and no error object',
  'rate-limit-event': 'sends a rate limit in the middle of the answer',
  'bare-error-lines': 'sends an error in the middle of the answer, in lines of JSON without "data:"',
  'empty-events': 'sends events that carry nothing, or that nobody knows',
  'no-last-blank-line': 'omits the last line break',
  'wrong-content-type': 'calls its events JSON',
  'early-finish': 'stamps the finish reason on early events, and ends cleanly in the middle of the answer',
  'second-generation': 'begins again in the same stream, in the middle of the answer',
  'split-surrogates': 'cuts an emoji in two between two deltas',
  'think-tags': 'writes its reasoning into the text, between tags',
  'reasoning-field': 'names the field with the reasoning as OpenRouter and vLLM do',
  'odd-usage': 'writes token counts as strings',
  'near-miss-block': 'writes an edit whose old part is not in the file',
  'ambiguous-block': 'writes an edit whose old part is in the file twice',
  'cut-block': 'ends in the middle of an edit',
  'unsent-file': 'edits a file that it was not sent',
  'failed-check': 'misspells the new name in its edits, until it is told that a check failed',
  'cut-arguments': 'cuts the arguments of a tool call short',
  'call-in-markers': 'writes a tool call into the text, between the markers of its chat template',
  'call-in-xml': 'writes a tool call into the text as XML',
  'call-in-fence': 'writes a tool call into the text as JSON in a fence',
  'open-arguments': 'omits the last brace of the arguments of a tool call',
  'wrong-arguments': 'calls with arguments that the function does not have',
  'unknown-function': 'calls a function that was not offered',
  'several-calls': 'makes two tool calls in one answer',
  'same-call': 'makes the same tool call again and again',
  'endless-reading': 'calls a function in every answer',
  'second-round-refused': '400: refuses the result of a tool call',
} as const satisfies Record<string, string>;

export type FaultName = keyof typeof FAULTS;

/** How many pieces of text come before a fault in the middle of the answer. */
export const PIECES_BEFORE_FAULT = 5;

export function isFaultName(name: string): name is FaultName {
  return Object.hasOwn(FAULTS, name);
}

/** The faults that are an answer of their own, before any of the stream. */
export function refusalOf(fault: FaultName | undefined, keyTail: string): Refusal | undefined {
  switch (fault) {
    case '401':
      return new Refusal(401, invalidKey(keyTail), 'authentication_error');
    case '402':
      return new Refusal(402, 'Insufficient Balance', 'unknown_error');
    case '422':
      return new Refusal(422, 'Failed to deserialize the JSON body: temperature: out of range');
    case '429':
      return new Refusal(429, 'Rate Limit Reached', 'unknown_error', { 'retry-after': '1' });
    case '429-absurd':
      return new Refusal(429, 'Rate Limit Reached', 'unknown_error', { 'retry-after': '3600' });
    case '500':
      return new Refusal(500, 'Internal error, please retry after a brief wait', 'server_error');
    case '503':
      return new Refusal(503, 'No active channel available', 'server_error');
    case 'quota-in-403':
      return new Refusal(403, 'user quota is not enough', 'new_api_error');
    case 'region-in-403':
      return new Refusal(403, 'Country, region, or territory not supported', 'request_forbidden');
    case 'context-too-long':
      return new Refusal(
        400,
        "This model's maximum context length is 1048576 tokens. However, your messages resulted in 1200000 tokens.",
      );
    case 'outside-subset':
      return new Refusal(
        400,
        'The request is outside of the verified subset for this model.',
        'request_conflict',
      );
    default:
      return undefined;
  }
}

export function invalidKey(keyTail: string): string {
  return `Authentication Fails, Your api key: ****${keyTail} is invalid`;
}
