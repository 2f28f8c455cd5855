import { expect, test } from 'vitest';
import { codeOnly } from '../../../src/workspace/save/code-only.ts';

const text = (...lines: string[]) => lines.join('\n');

test.for([
  ['one block', text('Here:', '```ts', 'a;', 'b;', '```', 'Done.'), 'a;\nb;\n'],
  ['two blocks, with an empty line between', text('```', 'a', '```', 'and', '```js', 'b', '```'), 'a\n\nb\n'],
  ['tildes', text('~~~py', 'a', '~~~'), 'a\n'],
  ['empty lines inside', text('```', '', 'a', '', 'b', '```'), '\na\n\nb\n'],
  ['a longer fence around a shorter one', text('````md', '```ts', 'a', '```', '````'), '```ts\na\n```\n'],
  ['tildes around backticks', text('~~~', '```', 'a', '```', '~~~'), '```\na\n```\n'],
  ['a closing fence that is longer', text('```', 'a', '`````'), 'a\n'],
  ['a closing fence with blanks', text('```', 'a', '```  '), 'a\n'],
  ['a fence in a list', text('1. Do:', '   ```sh', '   ls', '     -l', '   ```'), 'ls\n  -l\n'],
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
  expect(codeOnly(given)).toBe(code);
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
  expect(codeOnly(given)).toBeUndefined();
});
