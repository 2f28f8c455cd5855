import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { findSecrets } from '../../../src/secrets/content.ts';
import { secretByName } from '../../../src/secrets/names.ts';

function* textsIn(folder: string): Generator<[file: string, text: string]> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) yield* textsIn(file);
    else if (/\.(?:[cm]?[jt]s|json|md)$/.test(entry.name)) yield [file, readFileSync(file, 'utf8')];
  }
}

test(
  'there is no false alarm in the source of this project, nor in the packages it is made of',
  { timeout: 60_000 },
  () => {
    const root = path.resolve(import.meta.dirname, '../../..');
    const folders = [
      'src',
      'skill',
      'node_modules/openai',
      'node_modules/eventsource-parser',
      'node_modules/commander',
      'node_modules/@anthropic-ai/sdk',
      'node_modules/@modelcontextprotocol',
    ];
    const texts = folders.flatMap((folder) => [...textsIn(path.join(root, folder))]);
    const alarms = texts
      .filter(([file, text]) => secretByName(file) ?? findSecrets(text)[0])
      .map(([file]) => file);

    expect(texts.length).toBeGreaterThan(1000);
    expect(alarms).toEqual([]);
  },
);
