import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { callTool, receiptOf, show, textOf, type DemoStep } from './stage.ts';

const FILES = {
  'shop/price.mjs':
    'export function total(items) {\n  return items.reduce((sum, { price }) => sum + price, 0);\n}\n',
  'shop/receipt.mjs':
    "import { total } from './price.mjs';\n\nexport const line = (items) => `Sum: ${total(items)}`;\n",
};
const TEST = `import * as price from './shop/price.mjs';
import { line } from './shop/receipt.mjs';

if (!price.addPrices) throw new Error(\`price.mjs exports \${Object.keys(price)}, not addPrices\`);
if (line([{ price: 1 }, { price: 2 }]) !== 'Sum: 3') throw new Error('the sum is wrong');
`;

/** The first answer misspells the name. */
const FAULT = 'deepseek-v4-flash@failed-check';

export const DEMO_CHECK_STEP: DemoStep = {
  title:
    'check: the change is kept only if a test of the user passes; here it fails at first, and DeepSeek repairs it',
  needsSandbox: true,
  async run(stage) {
    const { folder, terminal } = stage;
    await mkdir(path.join(folder, 'shop'));
    for (const [name, text] of Object.entries({ ...FILES, 'shop-test.mjs': TEST })) {
      await writeFile(path.join(folder, name), text);
    }
    const client = await stage.startServer({
      DEEPSEEK_CHECK_TEST: `"${process.execPath}" shop-test.mjs`,
    });
    try {
      const call = {
        name: 'deepseek_stream',
        arguments: {
          prompt: 'Rename total to addPrices.',
          files: ['shop/*'],
          save_format: 'edits',
          check: 'test',
          model: FAULT,
        },
      };
      const result = await callTool({ client, terminal }, call);
      show(terminal, textOf(result));
      const { check, edited } = receiptOf(result);
      if (check?.exit_code !== 0) return 'the check did not pass';
      show(
        terminal,
        `The test ran ${check.rounds} times; the caller read ${textOf(result).length} characters.`,
      );
      if (check.rounds !== 2 || edited?.length !== 2) return 'the change is not as expected';
      const text = await readFile(path.join(folder, 'shop/receipt.mjs'), 'utf8');
      return text === FILES['shop/receipt.mjs'].replace(/\btotal\b/g, 'addPrices')
        ? undefined
        : 'the file is not as expected';
    } finally {
      await client.close();
    }
  },
};
