import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { textOf } from '../../../support/results.ts';
import type { Case } from '../case.ts';
import { shortName } from '../short-name.ts';
import { KEY } from '../world.ts';

const area = 'Secrets';
/** Drawn by chance, and put together here, so that no scanner takes it for somebody's. */
const VALUE = ['q7Rf2LzX', '9mVb4KtN', 'w3Hs8PdY', 'c6Ja1GuE'].join('');

export const secrets: readonly Case[] = [
  {
    area,
    name: 'files are refused by their names, in any case and by any spelling',
    async run({ upstream, serve, write }) {
      const sandbox = await upstream();
      write({
        '.env': `A=${VALUE}`,
        ID_RSA: VALUE,
        'keys/Server.PFX': VALUE,
        _netrc: VALUE,
        'a.txt': 'plain',
      });
      await using it = await serve();
      const names = [
        '.env',
        '.ENV',
        String.raw`.\.Env`,
        'id_rsa',
        String.raw`KEYS\server.pfx`,
        '_NETRC',
        '.env::$DATA',
        '.env ',
        '.env.',
      ];
      for (const name of names) {
        const result = await it.call('deepseek_chat', { prompt: 'Sum up.', files: [name] });
        assert.equal(result.isError, true, `${name} was sent`);
        assert.ok(!textOf(result).includes(VALUE));
      }
      assert.equal(sandbox.exchanges.length, 0);
      const glob = await it.call('deepseek_chat', { prompt: 'Sum up.', files: ['**'] });
      assert.notEqual(glob.isError, true, textOf(glob));
      assert.ok(!sandbox.exchanges.some(({ bodyText }) => bodyText.includes(VALUE)));
    },
  },
  {
    area,
    name: 'files are refused by their 8.3 names',
    async run({ upstream, serve, write, root }) {
      const sandbox = await upstream();
      write({ '.env.local': `A=${VALUE}` });
      const short = shortName(path.join(root, '.env.local'));
      await using it = await serve();
      const result = await it.call('deepseek_chat', { prompt: 'Sum up.', files: [short] });
      assert.equal(result.isError, true, `${short} was sent`);
      assert.match(textOf(result), /by its name it holds/);
      assert.equal(sandbox.exchanges.length, 0);
    },
  },
  {
    area,
    name: 'a file with a key in it is refused, also in UTF-16 as Windows programs write it',
    async run({ upstream, serve, write, root }) {
      const sandbox = await upstream();
      const text = `aws_secret_access_key = "${VALUE}"\r\napi_key: "sk-${VALUE}"\r\n`;
      write({ 'config.ini': text });
      writeFileSync(path.join(root, 'wide.ini'), Buffer.from(`\uFEFF${text}`, 'utf16le'));
      await using it = await serve();
      for (const name of ['config.ini', 'wide.ini']) {
        const result = await it.call('deepseek_chat', { prompt: 'Sum up.', files: [name] });
        assert.equal(result.isError, true, `${name} was sent`);
        assert.ok(!textOf(result).includes(VALUE));
      }
      assert.equal(sandbox.exchanges.length, 0);
    },
  },
  {
    area,
    name: 'the key is neither in the state folder nor in any output',
    async run({ upstream, run, stateDir }) {
      await upstream({ fault: 'reset-mid-stream' });
      const { stdout, stderr } = await run(['chat', 'Say hello.']);
      const files = readdirSync(stateDir, { recursive: true, withFileTypes: true }).filter((one) =>
        one.isFile(),
      );
      const texts = files.map(({ parentPath, name }) => readFileSync(path.join(parentPath, name), 'utf8'));
      assert.ok(texts.length > 0);
      assert.ok(!(stdout + stderr + texts.join('')).includes(KEY));
    },
  },
];
