import { describe, expect, test } from 'vitest';
import { errorText, toPerson } from '../../src/cli/voice.ts';
import { readConfig, readConnection } from '../../src/config/config.ts';
import { createDelegation } from '../../src/delegation/delegation.ts';
import { DelegateError } from '../../src/errors.ts';
import type { Fault } from '../../src/runapi/errors/fault.ts';
import { toDelegateError } from '../../src/runapi/errors/upstream-error.ts';
import { openProject } from '../support/project.ts';

describe('a text for an agent, reworded for a person', () => {
  test.for([
    ['Ask the user to set RUNAPI_API_KEY and to restart the server.', 'Set RUNAPI_API_KEY.'],
    [
      'Put it into the prompt, or ask the user to raise X and to restart the server.',
      'Put it into the prompt, or raise X.',
    ],
    ['Choose another `save_to`, or set `overwrite: true`.', 'Choose another `--out`, or set `--overwrite`.'],
    ['`thinking: "disabled"` and max_tokens', '`--thinking disabled` and `--max-tokens`'],
    ['save_to "a b.md" is no file', '`--out "a b.md"` is no file'],
    ['Start with conversation_id "new".', 'Start with `--conversation new`.'],
    ['Use `files`, not `NAME` or `git`.', 'Use `--file`, not `NAME` or `git`.'],
    ['RUNAPI_API_KEY, snake_case and "max_tokens" stay', 'RUNAPI_API_KEY, snake_case and "max_tokens" stay'],
    ['Call again without `detach`; if it happens again, tell the user.', 'Run it again without `--detach`.'],
    ['Leave it out, or call with protocol "gemini".', 'Leave it out, or use `--protocol gemini`.'],
    [
      'The call was cancelled; one call takes 9 bytes.',
      'The command was cancelled; one command takes 9 bytes.',
    ],
    ['A tool call, and the calls in one turn', 'A tool call, and the calls in one turn'],
    ['No check "x": the user has defined none.', 'No check "x": you have defined none.'],
    ['Name files; the user can raise the limit.', 'Name files; you can raise the limit.'],
    ['Remove the cause and repeat the call.', 'Remove the cause and run it again.'],
    ['path/save_to.ts and save_to_file stay', 'path/save_to.ts and save_to_file stay'],
  ] as const)('%s', ([text, reworded]) => {
    expect(toPerson(text)).toBe(reworded);
  });

  test('calls become commands', () => {
    expect(toPerson('Wait with deepseek_stream {"run_id":"r_1"}.')).toMatch(
      /^Wait with .+ runs continue r_1\.$/,
    );
    expect(toPerson('Stop with deepseek_stream {"run_id":"r_1","cancel":true}.')).toMatch(
      / runs cancel r_1\.$/,
    );
  });
});

test.for([
  {},
  { OPENAI_BASE_URL: 'https://gateway.example' },
  { RUNAPI_BASE_URL: 'https://gateway.example' },
  { RUNAPI_API_KEY: 'key', HTTPS_PROXY: 'socks5://proxy.example' },
])('what to do about %o is in the imperative throughout', (environment) => {
  const home = { XDG_CONFIG_HOME: '/nonexistent', HOME: '/nonexistent' };
  let text = '';
  try {
    readConnection({ ...home, ...environment });
  } catch (error) {
    text = errorText(error as DelegateError);
  }

  expect(text).toMatch(/RUNAPI_API_KEY|HTTPS_PROXY/);
  expect(text).not.toMatch(/, (?:or )?to \w+/);
});

test('an error may word its advice for each reader', () => {
  const error = new DelegateError('input', 'There is no `prompt`.', {
    agent: 'Call again.',
    person: 'Type one.',
  });

  expect(error.message).toBe('There is no `prompt`. Call again.');
  expect(errorText(error)).toBe('There is no `prompt`. Type one.');
});

const status = (code: number, message = ''): Fault => ({
  type: 'status',
  status: code,
  body: { error: { message } },
  retryAfterMs: undefined,
  requestId: undefined,
});
const connection = (code: string): Fault => ({ type: 'connection', code });

test.for<Fault>([
  ...[400, 401, 402, 403, 404, 408, 413, 422, 429, 500, 501, 503].map((code) => status(code)),
  status(400, 'maximum context length is 1048576 tokens'),
  status(403, 'not available in your region'),
  { type: 'redirect', status: 307, location: 'https://other.example' },
  { type: 'in-stream', body: { error: { message: 'overloaded' } } },
  { type: 'content-type', contentType: 'text/html' },
  { type: 'malformed', problem: 'a problem' },
  ...['ENOTFOUND', 'ECONNRESET', 'CERT_HAS_EXPIRED', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'EPROTO'].map(connection),
  ...['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'HPE_INVALID_CONSTANT'].map(connection),
  { type: 'proxy-connection', code: 'ECONNREFUSED' },
  { type: 'proxy-connection', code: 'EPROTO' },
  ...[0, 403, 407, 502].map((code): Fault => ({ type: 'proxy-refusal', status: code, reason: 'no' })),
  { type: 'lost', code: 'ECONNRESET' },
  { type: 'closed', finished: false },
  { type: 'spliced' },
  { type: 'empty', finishReason: 'stop' },
  { type: 'refused', reason: 'no' },
  { type: 'stalled', idleMs: 1000 },
  { type: 'timeout', timeoutMs: 1000 },
  { type: 'aborted' },
])('the error for %o speaks to a person, also within doctor', (fault) => {
  const context = { apiKey: 'key', keySource: 'RUNAPI_API_KEY', rootUrl: 'https://gateway.example' };
  for (const unverifiedFields of [[], ['thinking', 'tool_choice']]) {
    const text = errorText(toDelegateError(fault, { ...context, unverifiedFields }));

    expect(text).not.toMatch(
      /\buser\b(?! name|:)|call again|calls at once|several calls|one call|delegat|yourself|doctor|list_models|restart/i,
    );
    expect(text).toMatch(/\.$/);
  }
});

test.for([
  ['500', 'Raise the budget.'],
  ['500/day', 'Raise the budget, or wait until it starts anew.'],
  ['5/day', 'Send less text, or raise the budget.'],
] as const)('a spent budget of %s tells a person: %s', async ([budget, advice]) => {
  await using it = await openProject({}, { environment: { DEEPSEEK_TOKEN_BUDGET: budget } });
  const delegation = createDelegation(readConfig(it.environment));
  const ask = async (): Promise<unknown> => {
    const { signal } = new AbortController();
    const call = delegation.delegate({ prompt: 'word '.repeat(90) }, { signal });
    return await call.then(
      ({ error }) => error,
      (error: unknown) => error,
    );
  };
  let error = await ask();
  while (error === undefined) error = await ask();
  await delegation.close();

  expect(error).toBeInstanceOf(DelegateError);
  expect(errorText(error as DelegateError)).toMatch(new RegExp(`Nothing was sent\\. ${advice}$`));
});

test('the error for a host that cannot be found names what to check', () => {
  const text = errorText(
    toDelegateError(connection('ENOTFOUND'), {
      apiKey: 'key',
      keySource: 'RUNAPI_API_KEY',
      rootUrl: 'https://gateway.example',
      unverifiedFields: [],
    }),
  );

  expect(text).toBe(
    'No connection to https://gateway.example (ENOTFOUND). Check the network and the base URL. If the network has a proxy, set HTTPS_PROXY.',
  );
});
