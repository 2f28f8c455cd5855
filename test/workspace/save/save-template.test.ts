import { expect, test } from 'vitest';
import { checkTemplate, expandTemplate } from '../../../src/workspace/save/save-template.ts';
import { DelegateError } from '../../../src/errors.ts';

test.for([
  ['out/{path}.md', 'src/a.ts', 'out/src/a.ts.md'],
  ['{dir}/{name}.fr.{ext}', 'docs/guide.md', 'docs/guide.fr.md'],
  ['{dir}/{name}.fr{ext}', 'docs/guide.md', 'docs/guide.fr.md'],
  ['{dir}/{name}{ext}', 'docs/guide.md', 'docs/guide.md'],
  ['{name}-{ext}.txt', 'docs/guide.md', 'guide-md.txt'],
  ['{ext}/{name}', 'docs/guide.md', 'md/guide'],
  ['{dir}/{name}.md', 'a.ts', './a.md'],
  ['{name}.{ext}', 'Makefile', 'Makefile'],
  ['{name}{ext}', 'Makefile', 'Makefile'],
  ['{name}.{ext}', '.gitignore', '.gitignore'],
  ['{name}.{ext}', 'a.test.ts', 'a.test.ts'],
  ['{dir}/{name}.md', 'docs//a.ts', 'docs//a.md'],
  ['{dir}/{name}.md', 'docs//deep/a.ts', 'docs//deep/a.md'],
  ['{name}/{name}', 'a.ts', 'a/a'],
  ['{path}', '{name}.ts', '{name}.ts'],
  ['$&{path}', 'a$1.ts', '$&a$1.ts'],
  ['plain.md', 'a.ts', 'plain.md'],
] as const)('%s for %s is %s', ([template, file, output]) => {
  expect(expandTemplate(template, file)).toBe(output);
});

test.for(['{file}', '{}', '{Name}', '{ name }', '{constructor}', '{name}.{suffix}'])(
  '%s is refused',
  (template) => {
    const unknown = template.replace('{name}.', '');

    expect(() => expandTemplate(template, 'a.ts')).toThrow(DelegateError);
    expect(() => expandTemplate(template, 'a.ts')).toThrow(
      `has the placeholder ${unknown}, which is unknown. Use {path}, {dir}, {name}, {ext}.`,
    );
  },
);

test('several files get a place each, in their order', () => {
  expect(checkTemplate('out/{path}.md', ['b.ts', 'a.ts'])).toEqual(['out/b.ts.md', 'out/a.ts.md']);
  expect(checkTemplate('one.md', ['a.ts'])).toEqual(['one.md']);
  expect(checkTemplate('{x}', [])).toEqual([]);
});

test('a template without placeholders is refused for several files', () => {
  expect(() => checkTemplate('out.md', ['a.ts', 'b.ts'])).toThrow(
    'save_to "out.md" gives "out.md" for both "a.ts" and "b.ts". With several files it needs placeholders',
  );
});

test.for([
  ['{name}.md', ['src/a.ts', 'test/a.ts']],
  ['{name}.md', ['src/a.ts', 'src/a.js']],
  ['{dir}/x.md', ['src/a.ts', 'src/b.ts']],
  // One file on Windows and macOS.
  ['{name}.md', ['x/Readme.txt', 'y/README.txt']],
  ['{name}.md', ['x/\u00E4.txt', 'y/a\u0308.txt']],
  // A further root, and a folder of its name.
  ['out/{path}', ['docs//a.md', 'docs/a.md']],
] as const)('%s that gives one place to two of %j is refused, naming both', ([template, files]) => {
  expect(() => checkTemplate(template, files)).toThrow(`for both "${files[0]}" and "${files[1]}"`);
});
