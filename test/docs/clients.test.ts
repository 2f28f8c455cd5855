import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { CLIENTS } from '../../src/install/clients.ts';
import { json } from '../../src/install/formats/json.ts';
import { toml } from '../../src/install/formats/toml.ts';
import { yaml } from '../../src/install/formats/yaml.ts';

const EDITORS = { json, toml, yaml };
const SERVER = {
  command: 'node',
  args: ['/path/to/runapi-deepseek/dist/bin.js', 'serve'],
  key: undefined,
  baseUrl: undefined,
  passedOn: [],
  passedOnValues: {},
};

test.for(CLIENTS.map((client) => ({ client, id: client.id })))(
  'the page shows what install writes for $id',
  async ({ client }) => {
    const page = await readFile(new URL('../../docs/clients.md', import.meta.url), 'utf8');
    const [, section = ''] = page.split(`\n## ${client.title}\n`);
    const [, language, shown = ''] = /```(\w+)\n([^]*?)```/.exec(section) ?? [];

    expect(language).toBe(client.format);
    expect(EDITORS[client.format].read(shown, client.section, 'deepseek')).toEqual(client.toEntry(SERVER));
    const [text = ''] = section.split('\n## ');
    expect(text).toContain(`node dist/bin.js install ${client.id}`);
    expect(text).toContain(client.keyHint);
  },
);
