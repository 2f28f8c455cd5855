import { expect, test } from 'vitest';
import { openSession } from '../../support/project.ts';

test.for(['shrunk', 'new', 'incomplete', 'shrunk-2', 'incomplete-3'])(
  'what was saved beside a target as .%s is no source of the next call',
  async (suffix) => {
    await using it = await openSession(
      { 'a.md': 'A\n', 'a.out.md': 'B\n', [`a.out.md.${suffix}`]: 'C\n', 'b.new': 'D\n' },
      { sandbox: { answer: () => 'short' } },
    );
    await it.call('deepseek_stream', {
      prompt: 'x',
      for_each: ['*'],
      save_to: '{name}.out.md',
      overwrite: true,
    });

    expect(it.list()).toEqual(['a.md', 'a.out.md', `a.out.md.${suffix}`, 'b.new', 'b.out.md']);
  },
);
