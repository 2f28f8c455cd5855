import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { BIN } from '../../../support/binary.ts';
import { KEY, type World } from '../world.ts';
import type { Case } from '../case.ts';

const area = 'Install';

/** Where the clients keep their files on Windows, below the home folder. */
const CLIENTS: Readonly<Record<string, string>> = {
  'claude-code': '.claude.json',
  'claude-desktop': String.raw`AppData\Roaming\Claude\claude_desktop_config.json`,
  cursor: String.raw`.cursor\mcp.json`,
  vscode: String.raw`AppData\Roaming\Code\User\mcp.json`,
  codex: String.raw`.codex\config.toml`,
  gemini: String.raw`.gemini\settings.json`,
  openclaw: String.raw`.openclaw\openclaw.json`,
  opencode: String.raw`.config\opencode\opencode.json`,
  windsurf: String.raw`.codeium\windsurf\mcp_config.json`,
  zed: String.raw`AppData\Roaming\Zed\settings.json`,
  cline: String.raw`AppData\Roaming\Code\User\globalStorage\saoudrizwan.claude-dev\settings\cline_mcp_settings.json`,
  roo: String.raw`AppData\Roaming\Code\User\globalStorage\rooveterinaryinc.roo-cline\settings\mcp_settings.json`,
  goose: String.raw`AppData\Roaming\Block\goose\config\config.yaml`,
};
const BEFORE: Readonly<Record<string, string>> = {
  '.json': '{\r\n  // mine\r\n  "theme": "dark"\r\n}\r\n',
  '.toml': '# mine\r\nmodel = "x"\r\n',
  '.yaml': '# mine\r\nGOOSE_MODEL: x\r\n',
};

async function installAndUninstall({ home, run }: World, client: string, file: string): Promise<void> {
  const full = path.join(home, file);
  const before = BEFORE[path.extname(file)] ?? '';
  mkdirSync(path.dirname(full), { recursive: true });
  writeFileSync(full, before);
  const dry = await run(['install', client, '--dry-run']);
  assert.equal(dry.exitCode, 0, dry.stderr);
  assert.equal(readFileSync(full, 'utf8'), before);
  const installed = await run(['install', client, '--yes']);
  assert.equal(installed.exitCode, 0, installed.stderr);
  const after = readFileSync(full, 'utf8');
  assert.match(after, /deepseek/);
  assert.ok(!after.includes(KEY), 'no key is written');
  assert.ok(!after.replaceAll('\r\n', '').includes('\n'), 'line ends are kept');
  const removed = await run(['uninstall', client, '--yes']);
  assert.equal(removed.exitCode, 0, removed.stderr);
  assert.equal(readFileSync(full, 'utf8'), before);
}

export const install: readonly Case[] = [
  ...Object.entries(CLIENTS).map(([client, file]): Case => ({
    area,
    name: `\`${client}\`: dry run, install and uninstall`,
    run: (world) => installAndUninstall(world, client, file),
  })),
  {
    area,
    name: 'what is written starts the server, and `doctor` starts it too',
    async run({ home, run, environment, upstream }) {
      await upstream();
      await run(['install', 'cursor', '--yes']);
      const text = readFileSync(path.join(home, '.cursor', 'mcp.json'), 'utf8');
      const { mcpServers } = JSON.parse(text) as {
        mcpServers: { deepseek: { command: string; args: string[] } };
      };
      const { command, args } = mcpServers.deepseek;
      const PATH = `${path.dirname(process.execPath)};${environment['PATH'] ?? ''}`;
      const client = new Client({ name: 'wine', version: '1.0.0' });
      await client.connect(new StdioClientTransport({ command, args, env: { ...environment, PATH } }));
      assert.equal((await client.listTools()).tools.length, 3);
      await client.close();
      const doctor = await run(['doctor'], { environment: { PATH } });
      assert.match(doctor.stdout, /Cursor/);
      assert.equal(doctor.exitCode, 0, doctor.stdout);
    },
  },
  {
    area,
    name: '`doctor` starts a server that a client starts by `npx`',
    async run({ home, folder, run, environment, upstream }) {
      await upstream();
      const bin = path.join(folder, 'npm bin');
      for (const made of [bin, path.join(home, '.cursor')]) mkdirSync(made);
      writeFileSync(path.join(bin, 'npx.cmd'), `@"${process.execPath}" "${BIN}" serve\r\n`);
      const entry = { command: 'npx', args: ['-y', 'runapi-deepseek', 'serve'] };
      writeFileSync(
        path.join(home, '.cursor', 'mcp.json'),
        JSON.stringify({ mcpServers: { deepseek: entry } }),
      );
      const PATH = `${bin};${environment['PATH'] ?? ''}`;
      const { stdout } = await run(['doctor'], { environment: { PATH } });
      assert.match(stdout, /Cursor.*starts/);
    },
  },
  {
    area,
    name: 'the skill is copied and removed',
    async run({ home, run }) {
      const skill = path.join(home, '.claude', 'skills', 'deepseek', 'SKILL.md');
      const installed = await run(['install', 'claude-code', '--skill', '--yes']);
      assert.equal(installed.exitCode, 0, installed.stderr);
      assert.ok(existsSync(skill));
      const removed = await run(['uninstall', 'claude-code', '--skill', '--yes']);
      assert.equal(removed.exitCode, 0, removed.stderr);
      assert.ok(!existsSync(skill));
    },
  },
];
