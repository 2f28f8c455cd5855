import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { callTool, receiptOf, show, textOf, type DemoStep } from './stage.ts';

const FILES = {
  'cart/price.js':
    'export function total(items) {\n  return items.reduce((sum, { price }) => sum + price, 0);\n}\n',
  'cart/receipt.js':
    "import { total } from './price.js';\n\nexport const line = (items) => `Total: ${total(items)}`;\n",
  'cart/README.md': '# Cart\n\n`total` adds the prices of all items.\n',
};

export const DEMO_EDIT_STEP: DemoStep = {
  title: 'deepseek_stream changes three files at once; the caller reads what was changed, and can undo it',
  needsSandbox: true,
  async run(stage) {
    const { folder, terminal } = stage;
    await mkdir(path.join(folder, 'cart'));
    for (const [name, text] of Object.entries(FILES)) await writeFile(path.join(folder, name), text);
    const read = async () => {
      const names = Object.keys(FILES);
      return (await Promise.all(names.map((name) => readFile(path.join(folder, name), 'utf8')))).join('');
    };
    const before = await read();
    const task = { prompt: 'Rename total to sumOfPrices.', files: ['cart/*'], save_format: 'edits' };
    const changed = await callTool(stage, { name: 'deepseek_stream', arguments: task });
    show(terminal, textOf(changed));
    const { edited, run_id } = receiptOf(changed);
    if (edited?.length !== 3) return `${edited?.length ?? 0} files were changed`;
    if ((await read()) !== before.replace(/\btotal\b/g, 'sumOfPrices'))
      return 'the files are not as expected';
    const call = { name: 'deepseek_stream', arguments: { run_id, undo: true } };
    show(terminal, textOf(await callTool(stage, call)));
    return (await read()) === before ? undefined : 'the files are not as before';
  },
};
