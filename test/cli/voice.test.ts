import { describe, expect, test } from 'vitest';
import { errorText, toPerson } from '../../src/cli/voice.ts';
import { readConnection } from '../../src/config/config.ts';
import { DelegateError } from '../../src/errors.ts';

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
