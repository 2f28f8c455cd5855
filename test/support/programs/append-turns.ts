/**
 * Adds exchanges to a conversation as fast as it can, and prints one line for each that was added or refused.
 * Arguments: the state folder, the id, a name, how many to add, characters in each.
 */
import { openConversationStore } from '../../../src/conversations/store.ts';
import { DelegateError } from '../../../src/errors.ts';

const [stateDir = '', id = '', name = '', count = '0', characters = '0'] = process.argv.slice(2);
const store = openConversationStore(stateDir, { roots: [] });
const print = (line: string) => process.stdout.write(`${line}\n`);

print('ready');
// Whoever started it says when to begin, so that all begin together.
await new Promise((resolve) => process.stdin.once('data', resolve));

for (let added = 0; added < Number(count);) {
  const { exchanges } = await store.read(id);
  const content = `${name} ${added} ${'x'.repeat(Number(characters))}`;
  try {
    await store.append(id, {
      basedOn: exchanges.length,
      messages: [{ role: 'user', content }],
      model: 'deepseek-v4-pro',
    });
    print(`added ${name} ${added}`);
    added += 1;
  } catch (error) {
    if (!(error instanceof DelegateError) || error.kind !== 'input') throw error;
    print('refused');
  }
}
process.stdin.destroy();
