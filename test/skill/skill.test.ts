import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { expectedTextTokens } from '../../src/chat/expected-tokens.ts';
import { chatArguments, streamArguments } from '../../src/delegation/arguments/arguments.ts';
import { EXIT_CODES } from '../../src/errors.ts';
import {
  codeBlocks,
  codeSpans,
  documents,
  read,
  references,
  ROOT,
  SKILL_FOLDER,
} from '../support/documents.ts';

/** Arguments that save the caller's context: the skill must name them. */
const SAVING_ARGUMENTS = ['files', 'save_to', 'for_each', 'run_id', 'conversation_id'];
/** Other names with an underscore: tools, and fields of the protocols. */
const OTHER_NAMES = [
  'deepseek_chat',
  'deepseek_stream',
  'list_models',
  'content_filter',
  'insufficient_system_resource',
  'reasoning_content',
  'tool_call_id',
  'tool_calls',
];
const TOOL_ARGUMENTS = { deepseek_chat: chatArguments, deepseek_stream: streamArguments };
const KNOWN_ARGUMENTS = new Set([...Object.keys(chatArguments.shape), ...Object.keys(streamArguments.shape)]);

interface Frontmatter {
  name: string;
  description: string;
  license: string;
  compatibility: string;
  metadata: { openclaw: Record<string, unknown> } & Record<string, unknown>;
}

const skill = readSkill(new URL('SKILL.md', SKILL_FOLDER));
const twin = readSkill(new URL('SKILL.md', ROOT));
function readSkill(file: URL): { text: string; body: string; frontmatter: Frontmatter } {
  const text = read(file);
  const [, yaml = '', body = ''] = /^---\n(.*?\n)---\n(.*)$/s.exec(text) ?? [];
  return { text, body, frontmatter: parse(yaml) as Frontmatter };
}

describe('the frontmatter', () => {
  const { frontmatter } = skill;

  test('has the keys of the Agent Skills specification and no other', () => {
    expect(Object.keys(frontmatter)).toEqual(['name', 'description', 'license', 'compatibility', 'metadata']);
    expect(frontmatter.name).toBe('deepseek');
    expect(frontmatter.license).toBe('Apache-2.0');
    expect(frontmatter.compatibility.length).toBeLessThanOrEqual(500);
  });

  test('describes what the skill does and when to use it, within the limits', () => {
    const { description } = frontmatter;

    expect(description.length).toBeLessThanOrEqual(1024);
    expect(description).not.toMatch(/[<>]/);
    expect(description).toMatch(/Delegate/);
    for (const phrase of [
      'ask DeepSeek',
      'second opinion',
      'hand this to DeepSeek',
      'cheaper',
      'translation',
    ])
      expect(description).toContain(phrase);
    for (const vendor of ['OpenAI', 'Anthropic', 'Gemini', 'https://runapi.ai/v1'])
      expect(description).toContain(vendor);
  });

  test('keeps the links, and what OpenClaw gates on', () => {
    expect(frontmatter.metadata).toMatchObject({
      documentation: 'https://runapi.ai/models/deepseek.md',
      provider_page: 'https://runapi.ai/providers/deepseek.md',
      catalog: 'https://runapi.ai/models.md',
      openclaw: {
        homepage: 'https://runapi.ai/models/deepseek',
        primaryEnv: 'OPENAI_API_KEY',
        requires: { env: ['OPENAI_API_KEY', 'OPENAI_BASE_URL'] },
        envVars: [
          { name: 'OPENAI_API_KEY', required: true },
          { name: 'OPENAI_BASE_URL', required: true },
          { name: 'ANTHROPIC_API_KEY', required: false },
          { name: 'ANTHROPIC_BASE_URL', required: false },
        ],
      },
    });
  });
});

describe('the twin in the root of the repository', () => {
  test('has the same body', () => {
    expect(twin.body).toBe(skill.body);
  });

  test('has the same frontmatter, marked as internal', () => {
    const { internal, ...metadata } = twin.frontmatter.metadata;

    expect(internal).toBe(true);
    expect(skill.frontmatter.metadata).not.toHaveProperty('internal');
    expect({ ...twin.frontmatter, metadata }).toEqual(skill.frontmatter);
  });
});

describe('the body', () => {
  // Its bound is 2,500 tokens; the estimate may be 10 % too low.
  test('is short enough to be read on every use', () => {
    expect(expectedTextTokens(skill.body)).toBeLessThan(2300);
  });

  test('names every reference file, and only files that exist', () => {
    const named = skill.body.match(/references\/[\w-]+\.md/g) ?? [];

    expect([...new Set(named)].toSorted()).toEqual(references.map(({ name }) => name).toSorted());
  });

  test('says of every reference file when to read it', () => {
    for (const { name } of references) expect(skill.body).toMatch(new RegExp(`Read \`${name}\` if `));
  });

  test('names no argument that the tools lack', () => {
    const spans = codeSpans(skill.body).filter((span) => /^[a-z]+(_[a-z]+)+$/.test(span));

    expect(spans.filter((span) => !KNOWN_ARGUMENTS.has(span) && !OTHER_NAMES.includes(span))).toEqual([]);
  });

  test('names the arguments that keep text out of the context', () => {
    const spans = codeSpans(skill.body);

    expect(SAVING_ARGUMENTS.filter((name) => !spans.includes(name))).toEqual([]);
  });

  test('has a row for every state of a receipt but complete', () => {
    for (const state of ['RUNNING', 'INCOMPLETE', 'NOT SAVED'])
      expect(skill.body).toMatch(new RegExp(`^\\| \`${state}\\b`, 'm'));
  });
});

test('one job costs at most one short reference more', () => {
  const jobs = references.filter(({ text }) => text.includes('```json deepseek_'));

  expect(jobs.length).toBeGreaterThanOrEqual(4);
  for (const { name, text } of jobs) expect([name, expectedTextTokens(text) < 1100]).toEqual([name, true]);
});

test('troubleshooting.md has a row for every class of error', () => {
  const { text = '' } = references.find(({ name }) => name === 'references/troubleshooting.md') ?? {};

  for (const kind of Object.keys(EXIT_CODES))
    expect(text).toMatch(new RegExp(`^\\| ${kind.replaceAll('-', '[ -]')} \\|`, 'm'));
});

describe.each(documents)('$name', ({ text }) => {
  test('shows only calls that the tools accept', () => {
    for (const [tool, schema] of Object.entries(TOOL_ARGUMENTS)) {
      for (const block of codeBlocks(text, `json ${tool}`))
        expect(schema.safeParse(JSON.parse(block))).toMatchObject({ success: true });
    }
  });

  test('holds no key, and no place to write one', () => {
    expect(text).not.toMatch(/\bsk-\w{8,}|YOUR_|Bearer (?!\$\{OPENAI_API_KEY)[\w-]{8,}/);
    expect(text).not.toMatch(/(api_?key|auth_?token)["']?\s*[:=]\s*["'`][^"'`$]/i);
  });

  test('ends with a line of its own', () => {
    expect(text).toMatch(/[^\n]\n$/);
  });
});
