import { expect, test } from 'vitest';
import type { Round } from '../../bench/proof/caller/conversation.ts';
import { messagesWire } from '../../bench/proof/caller/messages-wire.ts';
import { wallSeconds, SPEED_UP } from '../../bench/proof/caller/pace.ts';
import { responsesWire } from '../../bench/proof/caller/responses-wire.ts';
import { createPlayer } from '../../bench/proof/caller/script.ts';
import { writtenPages } from '../../bench/proof/corpus/pages.ts';
import { findingsIn, placesIn, plantFaults } from '../../bench/proof/corpus/planted-faults.ts';
import { writtenSources } from '../../bench/proof/corpus/sources.ts';
import { contextTable } from '../../bench/proof/markdown.ts';
import { fixedTokens, measureCaller, settle, type Cost } from '../../bench/proof/measure.ts';
import { readOptions } from '../../bench/proof/options.ts';
import { formatRatio, type Proof } from '../../bench/proof/proof.ts';
import { toTranscript } from '../../bench/proof/transcript.ts';

/** A token is a letter: what is counted can be seen. */
const letters = (text: string) => text.length;

const ROUNDS: Round[] = [
  {
    input: [
      { kind: 'system', text: 'sss' },
      { kind: 'definitions', text: 'dd' },
      { kind: 'text', text: 'p' },
    ],
    output: [{ kind: 'call', text: 'cccc' }],
    endedAt: 1,
  },
  {
    input: [
      { kind: 'system', text: 'sss' },
      { kind: 'definitions', text: 'dd' },
      { kind: 'text', text: 'p' },
      { kind: 'call', text: 'cccc' },
      { kind: 'definitions', text: 'later' },
      { kind: 'result', text: 'rrrrr' },
    ],
    output: [{ kind: 'text', text: 'end' }],
    endedAt: 2,
  },
];

/** A result as Claude Code sends it. */
function result(place: number, text: string): object {
  return { type: 'tool_result', tool_use_id: `toolu_1_${place}`, content: [{ type: 'text', text }] };
}

/** A result as our server writes it. */
function receipt(folder: string, id: string, seconds: string): string {
  return `${folder}/a.js r_${id} ${seconds} s`;
}

function cost(contextTokens: number): Cost {
  return {
    contextTokens,
    contextBytes: 4 * contextTokens,
    rounds: 1,
    inputTokens: 0,
    outputTokens: 0,
    deepseek: { requests: 0, inputTokens: 0, cachedTokens: 0, outputTokens: 0 },
    seconds: 1,
  };
}

test('the context is what the task adds: calls, results and the last words, without prompts and definitions', () => {
  expect(measureCaller(ROUNDS, letters)).toEqual({
    contextTokens: 'ccccrrrrrend'.length,
    contextBytes: 'ccccrrrrrend'.length,
    rounds: 2,
    inputTokens: 'sssddp'.length + 'sssddpcccclaterrrrrr'.length,
    outputTokens: 'ccccend'.length,
  });
  expect(fixedTokens(ROUNDS, letters)).toBe('sssddplater'.length);
});

test('the time in which a model answers counts in full, once, and the rest as it is', () => {
  const answering = [
    [1000, 2000],
    [1500, 3000],
    [4000, 4500],
  ] as const;

  expect(wallSeconds(0, 5000, answering)).toBeCloseTo(2.5 + 2.5 * SPEED_UP);
  expect(wallSeconds(0, 5000, [])).toBe(5);
});

test('Claude Code: the conversation is read as it is sent, results in the order of their calls', () => {
  const body = {
    system: [{ type: 'text', text: 'You are a client.' }],
    tools: [{ name: 'Read' }],
    messages: [
      { role: 'user', content: 'Do it.' },
      { role: 'assistant', content: [{ type: 'tool_use', name: 'Read', input: { a: 1 } }] },
      { role: 'user', content: [result(10, 'third'), result(0, 'first'), result(1, 'second')] },
    ],
  };

  expect(messagesWire.readInput(body)).toEqual([
    { kind: 'system', text: 'You are a client.' },
    { kind: 'definitions', text: '{"name":"Read"}' },
    { kind: 'text', text: 'Do it.' },
    { kind: 'call', text: 'Read {"a":1}' },
    { kind: 'result', text: 'first' },
    { kind: 'result', text: 'second' },
    { kind: 'result', text: 'third' },
  ]);
  expect(messagesWire.latestResults(body)).toBe('first\nsecond\nthird');
});

test('Codex: definitions that a search has loaded are definitions', () => {
  const body = {
    instructions: 'You are a client.',
    tools: [{ name: 'exec_command' }],
    input: [
      { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Do it.' }] },
      { type: 'tool_search_call', arguments: { query: 'x' } },
      { type: 'tool_search_output', tools: [{ name: 'deepseek_chat' }] },
      { type: 'function_call', name: 'exec_command', arguments: '{"cmd":"ls"}' },
      { type: 'function_call_output', output: 'a.js' },
    ],
  };

  expect(responsesWire.readInput(body)).toEqual([
    { kind: 'system', text: 'You are a client.' },
    { kind: 'definitions', text: '{"name":"exec_command"}' },
    { kind: 'text', text: 'Do it.' },
    { kind: 'definitions', text: 'tool_search {"query":"x"}' },
    { kind: 'definitions', text: '[{"name":"deepseek_chat"}]' },
    { kind: 'call', text: 'exec_command {"cmd":"ls"}' },
    { kind: 'result', text: 'a.js' },
  ]);
  expect(responsesWire.latestResults(body)).toBe('a.js');
});

test('a run that is still running is waited for before the script goes on', () => {
  const read = { do: 'read', path: 'a.js' } as const;
  const play = createPlayer({ rounds: [[read]], lastWord: (seen) => `Seen: ${seen}` });
  const running = '[RUNNING · deepseek-v4-pro · 45 s · for the rest: deepseek_stream {"run_id":"r_abc"}]';

  expect(play(running, running)).toEqual({
    kind: 'actions',
    actions: [{ do: 'delegate', tool: 'deepseek_stream', arguments: { run_id: 'r_abc' } }],
  });
  expect(play('done', 'done')).toEqual({ kind: 'actions', actions: [read] });
  expect(play('', 'all')).toEqual({ kind: 'text', text: 'Seen: all' });
});

test('what differs from run to run is the same in the count', () => {
  expect(settle(receipt('/tmp/x1', 'abcdefghijklmnopqrstuv', '1.2'), '/tmp/x1')).toBe(
    settle(receipt('/tmp/longer', 'ABCDEFGHIJKLMNOPQRST-_', '12.75'), '/tmp/longer'),
  );
});

test('a transcript has the prompt and what was added, long texts cut', () => {
  const [first, last] = ROUNDS;
  const long = { kind: 'result', text: 'x'.repeat(1000) } as const;
  const rounds = first && last ? [first, { ...last, input: [...last.input, long] }] : [];
  const lines = toTranscript('Do it.', rounds)
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as object);

  expect(lines).toEqual([
    { kind: 'prompt', text: 'Do it.' },
    { kind: 'call', text: 'cccc' },
    { kind: 'result', text: 'rrrrr' },
    { kind: 'result', text: `${'x'.repeat(240)}…`, characters: 1000 },
    { kind: 'text', text: 'end' },
  ]);
});

test('a table has the ratio, also with all definitions charged to the task', () => {
  const proof: Proof = {
    machine: { date: '2026-01-01', node: 'v20', platform: 'linux x64' },
    clients: [{ name: 'A', version: '1', definitionTokens: 1000, ownTokens: 5000 }],
    skill: { descriptionTokens: 1, bodyTokens: 2 },
    rows: [
      { client: 'A', slug: 'one', task: 'One', alone: cost(20_000), delegated: cost(1000) },
      { client: 'A', slug: 'two', task: 'Two', alone: cost(200), delegated: cost(260) },
      { client: 'B', slug: 'one', task: 'One', alone: cost(1), delegated: cost(1) },
    ],
  };

  expect(contextTable(proof, 'A').split('\n').slice(2)).toEqual([
    '| One | 20,000 (80 kB) | 1,000 (4.0 kB) | 1/20 | 1/10 |',
    '| Two | 200 (0.8 kB) | 260 (1.0 kB) | 1.3 × | 6.3 × |',
  ]);
  expect([0.049, 0.051, 0.15, 0.999].map(formatRatio)).toEqual(['1/20', '1/19', '1/6.7', '1/1']);
});

test('unknown tasks and options are refused, with the tasks that there are', () => {
  const known = ['review', 'fix'];

  expect(readOptions([], known)).toEqual({ slugs: known, write: false });
  expect(readOptions(['--only', 'fix'], known)).toEqual({ slugs: ['fix'], write: false });
  expect(readOptions(['--write'], known)).toEqual({ slugs: known, write: true });
  for (const words of [
    ['--only', 'nonsense'],
    ['--only', ''],
    ['--only'],
    ['--wriet'],
    ['review'],
    ['--write', '--only', 'fix'],
  ])
    expect(readOptions(words, known)).toMatch(/\nTasks: review, fix$/);
  expect(readOptions(['--only', 'nonsense'], known)).toContain('no task "nonsense"');
});

test('the material is unlike itself: a script for one page does not do the next', () => {
  const pages = writtenPages('pages', 40, { minBytes: 2200, maxBytes: 6500 });
  const sources = writtenSources({ minBytes: 2500, maxBytes: 7500 });

  for (const texts of [pages, sources].map((all) => all.map(({ text }) => text))) {
    const lines = texts.flatMap((text) => [...new Set(text.split('\n').filter((line) => line.length > 40))]);
    expect(new Set(lines).size / lines.length).toBeGreaterThan(0.9);
  }
});

test('each planted fault is in another module, once, and is found again by its line', () => {
  const { sources, faults } = plantFaults(writtenSources({ minBytes: 2500, maxBytes: 7500 }));
  const files = sources.map(({ path, text }) => ({ path, lines: text.split('\n') }));

  expect(new Set(faults.map(({ path }) => path)).size).toBe(faults.length);
  const places = placesIn(findingsIn(files, faults));
  const found = places.map(({ path, line }) => files.find((file) => file.path === path)?.lines[line - 1]);
  expect(new Set(found)).toEqual(new Set(faults.map(({ line }) => line)));
});
