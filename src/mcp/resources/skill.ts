import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { McpServer } from '@modelcontextprotocol/server';

/** Relative to dist/, in the package and in a checkout; and to this file, without a build. */
const PLACES = ['../skill/deepseek', '../../../skill/deepseek'];

/** The skill and its references, for clients without skills; nothing where the folder is missing. */
export function registerSkillResources(server: McpServer): void {
  for (const { name, file } of findDocuments()) {
    const title = name === 'SKILL' ? 'Skill: delegating to DeepSeek' : `Skill reference: ${name}`;
    const uri = `deepseek://skill/${name}.md`;
    server.registerResource(`skill-${name}`, uri, { title, mimeType: 'text/markdown' }, async () => ({
      contents: [{ uri, mimeType: 'text/markdown', text: await readFile(file, 'utf8') }],
    }));
  }
}

function findDocuments(): { name: string; file: string }[] {
  for (const place of PLACES) {
    const folder = fileURLToPath(new URL(place, import.meta.url));
    try {
      const references = readdirSync(path.join(folder, 'references')).filter((name) => name.endsWith('.md'));
      return ['SKILL.md', ...references.map((name) => path.join('references', name))].map((name) => ({
        name: path.basename(name, '.md'),
        file: path.join(folder, name),
      }));
    } catch {
      // It is in the other place, or the bundle was copied alone.
    }
  }
  return [];
}
