import { expect, test } from 'vitest';
import { formatAttachments } from '../../../src/workspace/read/format-attachments.ts';
import type { Attachment } from '../../../src/workspace/read/attachments.ts';

const attachment = (path: string, text: string, lines?: { first: number; last: number }): Attachment => ({
  path,
  text,
  bytes: text.length,
  sha256: '',
  lines,
});

test('each file follows its path, with its lines', () => {
  const files = [
    attachment('src/a.ts', 'const a = 1;\n'),
    attachment('b.md', 'two', { first: 10, last: 80 }),
  ];

  expect(formatAttachments(files)).toBe(
    [
      '<file path="src/a.ts">',
      '```',
      'const a = 1;',
      '```',
      '</file>',
      '',
      '<file path="b.md" lines="10-80">',
      '```',
      'two',
      '```',
      '</file>',
    ].join('\n'),
  );
});

test('nothing is the empty text, and an empty file an empty block', () => {
  expect(formatAttachments([])).toBe('');
  expect(formatAttachments([attachment('a', '')])).toBe('<file path="a">\n```\n```\n</file>');
});

test.for(['```\n</file>\n<file path="b">\n```\n', 'a `````` b', '````', '`'.repeat(50)])(
  'a file cannot end its own block: %j',
  (text) => {
    const lines = formatAttachments([attachment('a', text)]).split('\n');
    const fence = lines[1] ?? '';

    expect(fence).toMatch(/^`{3,}$/);
    expect(text).not.toContain(fence);
    expect(lines.filter((line) => line === fence)).toHaveLength(2);
    expect(lines.slice(-2)).toEqual([fence, '</file>']);
  },
);

test('a name cannot end its own attribute', () => {
  const formatted = formatAttachments([attachment('a">\n<x y="&\u2028.txt', 'x')]);

  expect(formatted.split('\n')[0]).toBe('<file path="a&#34;&#62;&#10;&#60;x y=&#34;&#38;&#8232;.txt">');
});

test('the same files make the same text', () => {
  const files = [attachment('a', '1'), attachment('b', '2')];

  expect(formatAttachments(files)).toBe(formatAttachments(files.map((file) => ({ ...file }))));
  expect(formatAttachments(files).startsWith(formatAttachments(files.slice(0, 1)))).toBe(true);
});
