import { expect, test } from 'vitest';
import { run } from '../support/binary.ts';
import { codeBlocks, codeSpans, documents } from '../support/documents.ts';

test('the command has every command and every option that the skill names', async () => {
  const named = documents.map(({ text }) => [
    ...codeBlocks(text, 'sh'),
    ...codeSpans(text).filter((span) => /runapi-deepseek|^--/.test(span)),
  ]);
  // The prompt may say anything.
  const code = named
    .flat()
    .join('\n')
    .replaceAll(/'[^']*'|"[^"]*"/g, '');
  const commands = [...code.matchAll(/runapi-deepseek (\w+)/g)].map(([, command]) => command);
  const options = [...code.matchAll(/(?<=^|\s)(--[a-z-]+)/gm)].map(([option]) => option);

  const helps = await Promise.all([[], ['chat'], ['map'], ['runs', 'continue'], ['install']].map(helpOf));
  const help = helps.join('\n');

  expect(commands).toContain('chat');
  expect(options).toContain('--file');
  for (const word of [...commands, ...options])
    expect(help).toMatch(new RegExp(`^\\s+(-\\w, )?${word}\\b`, 'm'));
});

async function helpOf(words: readonly string[]): Promise<string> {
  return (await run([...words, '--help'], { environment: { PATH: process.env['PATH'] ?? '' } })).stdout;
}
