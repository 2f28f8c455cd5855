import { ResourceTemplate, type McpServer } from '@modelcontextprotocol/server';
import { formatConversation } from '../../conversations/format-conversation.ts';
import type { Delegation } from '../../delegation/delegation.ts';
import { noPatch } from '../../delegation/edits/no-patch.ts';
import { DelegateError } from '../../errors.ts';
import { readKeptPatch } from '../../workspace/changes/kept-patch.ts';

/** Nobody chooses from a longer list. */
const MAX_LISTED = 100;

/** One kind of record in the state folder. */
interface Kind {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly list: (delegation: Delegation) => Promise<readonly { id: string; title: string }[]>;
  readonly ids: (begun: string, delegation: Delegation) => Promise<string[]>;
  readonly read: (id: string, delegation: Delegation) => Promise<string>;
}

const KINDS: readonly Kind[] = [
  {
    name: 'runs',
    title: 'Runs',
    description: 'The text of a completion, also while it is running',
    list: async ({ runs }) =>
      (await runs.list({ limit: MAX_LISTED })).map(({ id, title, state }) => ({
        id,
        title: state === 'damaged' || state === 'newer' ? `(${state}) ${title}`.trim() : title,
      })),
    ids: (begun, { runs }) => runs.idsFrom(begun, MAX_LISTED),
    read: async (id, { runs }) => (await runs.read(id)).answer.text,
  },
  {
    name: 'conversations',
    title: 'Conversations',
    description: 'The messages of a conversation',
    list: ({ conversations }) => conversations.list({ limit: MAX_LISTED }),
    ids: (begun, { conversations }) => conversations.idsFrom(begun, MAX_LISTED),
    read: async (id, { conversations }) => formatConversation(await conversations.inspect(id)),
  },
];

/** The patch of a run that changed files; it is asked for by the id from a receipt, and not listed. */
function registerPatches(server: McpServer, delegation: () => Delegation): void {
  server.registerResource(
    'patches',
    new ResourceTemplate('deepseek://runs/{id}/patch', { list: undefined }),
    {
      title: 'Patches',
      description: 'What a run changed in files, as a unified diff',
      mimeType: 'text/x-diff',
    },
    async (uri, { id }) => ({
      contents: [{ uri: uri.href, mimeType: 'text/x-diff', text: await readPatch(String(id), delegation()) }],
    }),
  );
}

async function readPatch(id: string, { runs, config }: Delegation): Promise<string> {
  await runs.read(id);
  const patch = await readKeptPatch(config.settings.stateDir, id);
  if (patch === undefined) throw noPatch(id);
  return patch;
}

/** Runs and conversations as resources, listed newest first, with completion of their ids. */
export function registerResources(server: McpServer, delegation: () => Delegation): void {
  registerPatches(server, delegation);
  for (const kind of KINDS) {
    const { name, title, description } = kind;
    const scheme = `deepseek://${name}/`;
    const template = new ResourceTemplate(`${scheme}{id}`, {
      list: async () => ({
        resources: (await unlessInvalid(async () => kind.list(delegation()))).map((entry) => ({
          uri: `${scheme}${entry.id}`,
          name: entry.id,
          title: entry.title || entry.id,
          mimeType: 'text/markdown',
        })),
      }),
      complete: {
        id: async (begun) => [...(await unlessInvalid(async () => kind.ids(begun, delegation())))],
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
async function unlessInvalid<Entry>(list: () => Promise<readonly Entry[]>): Promise<readonly Entry[]> {
  try {
    return await list();
  } catch (error) {
    if (error instanceof DelegateError && error.kind === 'configuration') return [];
    throw error;
  }
}
