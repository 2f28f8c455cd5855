import { readSettings } from '../../config/config.ts';
import { formatConversation } from '../../conversations/format-conversation.ts';
import { openConversationStore } from '../../conversations/store.ts';
import type { AddCommand } from '../program.ts';
import { formatTable, writeLine, type Terminal } from '../terminal/terminal.ts';

export const addConversationsCommand: AddCommand = (program, terminal) => {
  const conversations = program
    .command('conversations')
    .description('conversations that were begun with --conversation new or conversation_id "new"');
  conversations
    .command('list')
    .description('all conversations, newest first')
    .option('--json', 'print them as JSON', false)
    .action(async ({ json }: { json: boolean }) => {
      const found = await openStore(terminal).list();
      if (json) return writeLine(terminal.stdout, JSON.stringify({ conversations: found }, null, 2));
      const rows = found.map(({ id, exchanges, bytes, updatedAt, title }) => [
        id,
        String(exchanges),
        String(bytes),
        updatedAt.slice(0, 19).replace('T', ' '),
        title,
      ]);
      writeLine(
        terminal.stdout,
        formatTable([['ID', 'EXCHANGES', 'BYTES', 'LAST (UTC)', 'BEGINS'], ...rows]),
      );
    });
  conversations
    .command('show')
    .argument('<id>', 'id of a conversation')
    .description('print its turns')
    .action(async (id: string) =>
      writeLine(terminal.stdout, formatConversation(await openStore(terminal).read(id))),
    );
  conversations
    .command('remove')
    .argument('<id...>', 'ids of conversations')
    .description('remove conversations')
    .action(async (ids: string[]) => {
      for (const id of ids) {
        await openStore(terminal).remove(id);
        writeLine(terminal.stderr, `removed ${id}`);
      }
    });
};

/** They can be looked at without a key. */
function openStore({ environment }: Terminal) {
  return openConversationStore(readSettings(environment).stateDir);
}
