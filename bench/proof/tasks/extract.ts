import assert from 'node:assert/strict';
import type { Action } from '../caller/script.ts';
import { caveatOf, writtenPages, type Page } from '../corpus/pages.ts';
import { sentFiles } from '../corpus/sent.ts';
import type { Task } from '../task.ts';
import { chunk, firstAndLast } from './chunk.ts';

const pages = writtenPages('pages', 40, { minBytes: 2200, maxBytes: 6500 });
const entries = pages.map((page) => entryOf(page, page.text.split('\n')));

const text = { type: 'string' };
const properties = { name: text, purpose: text, caveat: text };
const schema = { type: 'object', properties, required: Object.keys(properties), additionalProperties: false };

function entryOf({ name, purpose }: Page, lines: readonly string[]) {
  return { name, purpose, caveat: caveatOf(lines) };
}

export const extract: Task = {
  slug: 'extract',
  name: 'Turn 40 pages into JSON',
  prompt:
    'Each of the 40 pages in pages/ is about one package. Write packages.json: a list of {name (of the file), purpose (one sentence), caveat (the most important restriction, as the page words it)}, in the order of the files.',
  files: Object.fromEntries(pages.map((page) => [page.path, page.text])),
  alone: {
    rounds: [
      [{ do: 'list', folder: 'pages', name: '*.md' }],
      ...chunk(pages, 8).map((some) => some.map(({ path }): Action => ({ do: 'read', path }))),
      [{ do: 'write', path: 'packages.json', text: `${JSON.stringify(entries)}\n` }],
    ],
    lastWord: () => 'packages.json has the 40 packages.',
  },
  delegated: {
    rounds: [
      [
        {
          do: 'delegate',
          tool: 'deepseek_stream',
          arguments: {
            prompt:
              'Read this page and answer with JSON: name (of the file, without its ending), purpose (one sentence), caveat (the most important restriction, word for word from the page).',
            for_each: ['pages/*.md'],
            json_schema: schema,
            save_to: 'parts/{name}.json',
          },
        },
      ],
      [
        {
          do: 'run',
          command:
            'node -e \'const fs=require("fs");const all=fs.readdirSync("pages").map(n=>JSON.parse(fs.readFileSync("parts/"+n.replace(/md$/,"json"))));fs.writeFileSync("packages.json",JSON.stringify(all));console.log(all.length,all.slice(0,3),"not on their page:",all.filter(e=>!fs.readFileSync(`pages/${e.name}.md`,"utf8").includes(e.caveat)))\' && rm -r parts',
        },
        { do: 'run', command: 'for f in $(ls pages/*.md | head -n 3); do head -n 10 $f; done' },
      ],
    ],
    lastWord: () =>
      'packages.json has the 40 packages; each caveat is on its page, and I have compared three purposes with their pages.',
  },
  evidence: pages.flatMap((page) => firstAndLast(page.text.trim().split('\n'))),
  deepseek: {
    answer(task) {
      const [file] = sentFiles(task);
      const page = pages.find(({ path }) => path === file?.path);
      return page && file ? JSON.stringify(entryOf(page, file.lines)) : 'I cannot tell.';
    },
  },
  verify({ read }) {
    const byName = (all: typeof entries) => all.toSorted((one, other) => (one.name < other.name ? -1 : 1));
    assert.deepEqual(byName(JSON.parse(read('packages.json')) as typeof entries), byName(entries));
  },
};
