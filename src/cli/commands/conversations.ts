import type { Command } from 'commander';
import { readSettings } from '../../config/config.ts';
import { formatConversation } from '../../conversations/format-conversation.ts';
import { openConversationStore } from '../../conversations/store.ts';
import { addAllOption, addListOptions, reportLimit, type ListFlags } from '../state-options.ts';
import type { AddCommand } from '../add-command.ts';
import { formatTable } from '../terminal/table.ts';
import { writeLine, type Terminal } from '../terminal/terminal.ts';

const COLUMNS = [
  { title: 'ID' },
  { title: 'EXCHANGES', isOptional: true },
  { title: 'BYTES', isOptional: true },
  { title: 'LAST (UTC)' },
  { title: 'BEGINS' },
];

export const addConversationsCommand: AddCommand = (program, terminal) => {
  const conversations = program.command('conversations');
  addList(conversations, terminal);
  addAllOption(conversations.command('show'))
    .argument('<id>', 'id of a conversation')
    .description('print its turns')
    .action(async (id: string, { all }: { all: boolean }) =>
      writeLine(terminal.stdout, formatConversation(await openStore(terminal, all).inspect(id))),
    );
  addAllOption(conversations.command('remove'))
    .argument('<id...>', 'ids of conversations')
    .description('remove conversations')
    .action(async (ids: string[], { all }: { all: boolean }) => {
      for (const id of ids) {
        await openStore(terminal, all).remove(id);
        writeLine(terminal.stderr, `removed ${id}`);
      }
    });
};

function addList(conversations: Command, terminal: Terminal): void {
  addListOptions(conversations.command('list', { isDefault: true }))
    .description('the newest conversations, newest first')
    .action(async ({ json, all, limit }: ListFlags) => {
      const found = await openStore(terminal, all).list({ limit });
      if (json) return writeLine(terminal.stdout, JSON.stringify({ conversations: found }, null, 2));
      const rows = found.map(({ id, exchanges, bytes, updatedAt, title, unreadable }) => [
        id,
        String(exchanges),
        String(bytes),
        updatedAt.slice(0, 16).replace('T', ' '),
        unreadable ? `(${unreadable}) ${title}` : title,
      ]);
      writeLine(terminal.stdout, formatTable(COLUMNS, rows, terminal.stdout));
      reportLimit(terminal, found.length, limit);
    });
}

/** They can be looked at without a key. */
function openStore({ environment }: Terminal, all: boolean) {
  const settings = readSettings(environment);
  return openConversationStore(settings.stateDir, { ...settings, all });
}
