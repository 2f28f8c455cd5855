import { expect, test } from 'vitest';
import { codeOnly as readCode } from '../../../src/workspace/save/code-only.ts';

/** For a file that is in none of the languages. */
const codeOnly = (given: string, name = 'target') => readCode(given, name);

const text = (...lines: string[]) => lines.join('\n');

test.for([
  ['one block', text('Here:', '```ts', 'a;', 'b;', '```', 'Done.'), 'a;\nb;\n'],
  ['tildes', text('~~~py', 'a', '~~~'), 'a\n'],
  ['empty lines inside', text('```', '', 'a', '', 'b', '```'), '\na\n\nb\n'],
  ['a longer fence around a shorter one', text('````md', '```ts', 'a', '```', '````'), '```ts\na\n```\n'],
  ['tildes around backticks', text('~~~', '```', 'a', '```', '~~~'), '```\na\n```\n'],
  ['a closing fence that is longer', text('```', 'a', '`````'), 'a\n'],
  ['a closing fence with blanks', text('```', 'a', '```  '), 'a\n'],
  ['a fence in a list', text('1. Do:', '   ```sh', '   ls', '     -l', '   ```'), 'ls\n  -l\n'],
  ['a fence behind the mark of a list', text('- Or: `x`', '1. ```ts', '   a', '   ```'), 'a\n'],
  [
    'a fence behind the mark of a list within',
    text('```md', '- ```sh', '  ls', '  ```', 'end', '```'),
    '- ```sh\n  ls\n  ```\nend\n',
  ],
  ['a fence far inside', text('        ```', '        a', '        ```'), 'a\n'],
  ['a line with less indentation than its fence', text('   ```', ' a', '   ```'), 'a\n'],
  ['a tag of several words', text('```ts title="a.ts" {1,2}', 'a', '```'), 'a\n'],
  ['a blank before the tag', text('``` ts', 'a', '```'), 'a\n'],
  [
    'a fence of its own length within',
    text('```md', '# Title', '```sh', 'ls', '```', 'end', '```'),
    '# Title\n```sh\nls\n```\nend\n',
  ],
  ['Windows line breaks', '```ts\r\na\r\n```\r\n', 'a\r\n'],
  ['an empty block besides', text('```', '```', '```', 'a', '```'), 'a\n'],
  ['a fence that is not one within code', text('```', 'x = "```";', '```'), 'x = "```";\n'],
  [
    'a deep closing fence that belongs to the code',
    text('```md', '- a', '      ```', 'b', '```'),
    '- a\n      ```\nb\n',
  ],
] as const)('%s', ([, given, code]) => {
  expect(codeOnly(given)).toEqual({ code });
});

test.for([
  ['no fence', 'Just prose with `code` and ```inline``` code.'],
  ['nothing', ''],
  ['an unclosed fence', text('```ts', 'a')],
  ['a last fence that is not closed', text('```', 'a', '```', 'and', '```', 'b')],
  ['a fence that is closed by a shorter one', text('````', 'a', '```')],
  ['a fence that is closed by the other kind', text('```', 'a', '~~~')],
  ['an inner fence that is not closed', text('```md', '```sh', 'ls', '```')],
  ['two backticks', text('``', 'a', '``')],
  ['blocks with nothing in them', text('```', '```', '```', '  ', '```')],
] as const)('%s gives no code', ([, given]) => {
  expect(codeOnly(given)).toEqual({ problem: expect.stringMatching(/^has (no|a) code block/) });
});

const SEVERAL = text(
  'Run:',
  '```sh',
  'npm test',
  '```',
  'with',
  '```ts',
  'made();',
  '```',
  'and',
  '```json',
  '{}',
  '```',
);

test.for([
  ['a.ts', 'made();\n'],
  ['run.sh', 'npm test\n'],
  ['deep/package.json', '{}\n'],
] as const)('of several blocks %s gets the one in its language', ([name, code]) => {
  expect(codeOnly(SEVERAL, name)).toEqual({ code });
});

test.for([
  ['a.py', SEVERAL, /has 3 code blocks, and none of them in the language of a\.py/],
  [
    'a.ts',
    text('```ts', 'a', '```', 'or', '```typescript', 'b', '```'),
    /has 2 code blocks, and 2 of them in/,
  ],
  ['a.ts', text('```', 'a', '```', 'or', '```', 'b', '```'), /and none of them in the language/],
  ['a.ts', text('- ```ts', '  a', '  ```', '- ```ts', '  b', '  ```'), /has 2 code blocks/],
  ['a.ts', text('Done. Run:', '```bash', 'npm test', '```'), /has one code block, in bash, which is not/],
  ['a.py', text('```diff', '-a', '+b', '```'), /has one code block, in diff, which is not/],
  ['README.md', text('# Tool', '```bash', 'npm i', '```', 'Use it.'), /has one code block, in bash/],
  ['docs/a.md', text('# Tool', '```ts', 'a;', '```', 'Use it.'), /has one code block, in ts/],
] as const)('nothing is guessed for %s', ([name, given, problem]) => {
  expect(codeOnly(given, name)).toEqual({ problem: expect.stringMatching(problem) });
});

test.for([
  ['Makefile', 'bash'],
  ['.env.example', 'bash'],
  ['a.sh', 'console'],
  ['a.ts', 'javascript'],
  ['a.vue', 'html'],
  ['a.md', 'text'],
  ['a.unheard-of', 'sh'],
] as const)('the one block for %s may be called %s', ([name, language]) => {
  expect(codeOnly(text(`\`\`\`${language}`, 'a', '```'), name)).toEqual({ code: 'a\n' });
});

test.for([
  ['in Markdown', 'README.md', text('```markdown', '# T', '```', 'npm i', '```', 'More', '```')],
  ['at the end of Markdown', 'README.md', text('```md', '# T', '```', 'npm i', '```', '```')],
  ['in a string', 'a.py', text('```python', 'D = """', '```', 'f()', '```', '"""', '```')],
  ['a little further in', 'a.ts', text('```ts', 'x = `', '  ```', '  a', '  ```', '`;', '```')],
  ['in code of no language', 'a', text('```', 'a', '```', 'b', '```', '```')],
] as const)('the code is not cut at a fence without a language %s', ([, name, given]) => {
  expect(codeOnly(given, name)).toEqual({ problem: expect.any(String) });
});

test.for([
  ['before it', text('```', 'npm i', '```', 'then', '```ts', 'a;', '```')],
  ['of the other kind', text('```ts', 'a;', '```', 'gives', '~~~', '1', '~~~')],
  ['that is shorter', text('````ts', 'a;', '````', 'gives', '```', '1', '```')],
] as const)('a block without a language %s is no part of the code', ([, given]) => {
  expect(codeOnly(given, 'a.ts')).toEqual({ code: 'a;\n' });
});

test('a line of 2 MB of blanks, backticks or tildes takes no longer than text', () => {
  for (const unit of [' ', '`', '~', '` ', ' \t']) {
    expect(codeOnly(text('```ts', `x${unit.repeat(2_000_000)}`, 'a', '```'))).toHaveProperty('code');
    expect(codeOnly(text(unit.repeat(2_000_000), 'a'))).toHaveProperty('problem');
  }
});
