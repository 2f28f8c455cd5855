import { ResourceTemplate, type McpServer } from '@modelcontextprotocol/server';
import { formatConversation } from '../../conversations/format-conversation.ts';
import type { Delegation } from '../../delegation/delegation.ts';
import { DelegateError } from '../../errors.ts';

/** Nobody chooses from a longer list. */
const MAX_LISTED = 100;

/** One kind of record in the state folder. */
interface Kind {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly list: (delegation: Delegation) => Promise<readonly { id: string; title: string }[]>;
  readonly read: (id: string, delegation: Delegation) => Promise<string>;
}

const KINDS: readonly Kind[] = [
  {
    name: 'runs',
    title: 'Runs',
    description: 'The text of a completion, also while it is running',
    list: ({ runs }) => runs.list(),
    read: async (id, { runs }) => (await runs.read(id)).answer.text,
  },
  {
    name: 'conversations',
    title: 'Conversations',
    description: 'The messages of a conversation',
    list: ({ conversations }) => conversations.list(),
    read: async (id, { conversations }) => formatConversation(await conversations.inspect(id)),
  },
];

/** Runs and conversations as resources, listed newest first, with completion of their ids. */
export function registerResources(server: McpServer, delegation: () => Delegation): void {
  for (const kind of KINDS) {
    const { name, title, description } = kind;
    const scheme = `deepseek://${name}/`;
    const template = new ResourceTemplate(`${scheme}{id}`, {
      list: async () => ({
        resources: (await listEntries(kind, delegation)).slice(0, MAX_LISTED).map((entry) => ({
          uri: `${scheme}${entry.id}`,
          name: entry.id,
          title: entry.title || entry.id,
          mimeType: 'text/markdown',
        })),
      }),
      complete: {
        id: async (begun) =>
          (await listEntries(kind, delegation)).map(({ id }) => id).filter((id) => id.startsWith(begun)),
      },
    });
    server.registerResource(
      name,
      template,
      { title, description, mimeType: 'text/markdown' },
      async (uri, { id }) => ({
        contents: [
          { uri: uri.href, mimeType: 'text/markdown', text: await kind.read(String(id), delegation()) },
        ],
      }),
    );
  }
}

/** None while the configuration is invalid, which every tool call reports: the skill can still be listed and read. */
async function listEntries({ list }: Kind, delegation: () => Delegation): ReturnType<Kind['list']> {
  try {
    return await list(delegation());
  } catch (error) {
    if (error instanceof DelegateError && error.kind === 'configuration') return [];
    throw error;
  }
}
