import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { run } from '../../support/binary.ts';
import { builtOnce, runInMemory } from '../../support/command.ts';
import { temporaryFolder } from '../../support/folder.ts';

test.for(
  builtOnce([
    ['cursor', '.cursor/mcp.json', '{ "a": ', /mcp\.json cannot be changed: line 1 is not valid JSON/],
    ['cursor', '.cursor/mcp.json', '[1]', /it is not a JSON object/],
    ['cursor', '.cursor/mcp.json', '{"mcpServers":[]}', /"mcpServers" is not an object/],
    ['codex', '.codex/config.toml', 'a = 1\nb = ', /line 2 is not valid TOML/],
    ['codex', '.codex/config.toml', 'mcp_servers = { other = { command = "x" } }\n', /cannot be changed/],
    ['goose', '.config/goose/config.yaml', 'a: [1\n', /is not valid YAML/],
    [
      'goose',
      '.config/goose/config.yaml',
      'extensions: { other: {} }\n',
      /"extensions" is written in a form/,
    ],
    [
      'cursor',
      '.cursor/mcp.json',
      '{"mcpServers":{"deepseek":{"command":"theirs"}}}',
      /starts something else/,
    ],
  ]),
)('%s: %s with %j is refused and left as it was', async ([client, name, text, message, runCase]) => {
  await using home = await temporaryFolder();
  const file = path.join(home.path, name);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, text);
  const { stderr, exitCode } = await runCase(['install', client, '--yes'], {
    environment: { PATH: process.env['PATH'] ?? '', HOME: home.path },
  });

  expect(stderr).toMatch(message);
  expect(exitCode).toBe(4);
  expect(await readFile(file, 'utf8')).toBe(text);
});

test('an unknown client is refused with those that there are; without a name they are listed', async () => {
  const environment = { PATH: process.env['PATH'] ?? '', HOME: '/home/nobody' };
  const unknown = await runInMemory(['install', 'emacs'], { environment });
  const list = await runInMemory(['install'], { environment });

  expect(unknown.stderr).toMatch(/Unknown client "emacs"\. Use one of claude-code, claude-desktop, /);
  expect(unknown.exitCode).toBe(4);
  expect(list.stdout).toMatch(/codex +Codex +\/home\/nobody\/\.codex\/config\.toml/);
});

test('the key is written when that is asked for, and another entry is replaced by force', async () => {
  await using home = await temporaryFolder();
  const environment = { PATH: process.env['PATH'] ?? '', HOME: home.path, RUNAPI_API_KEY: 'key-0815' };
  const file = path.join(home.path, '.codeium/windsurf/mcp_config.json');
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, '{"mcpServers":{"deepseek":{"command":"theirs"}}}');
  await runInMemory(['install', 'windsurf', '--yes', '--force', '--write-key'], { environment });

  expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({
    mcpServers: { deepseek: { env: { RUNAPI_API_KEY: 'key-0815' } } },
  });
});

test('the skill is installed where the client looks, and goes again unless somebody changed it', async () => {
  await using home = await temporaryFolder();
  const environment = { PATH: process.env['PATH'] ?? '', HOME: home.path };
  const skill = path.join(home.path, '.claude/skills/deepseek/SKILL.md');
  await run(['install', 'claude-code', '--skill', '--yes'], { environment });
  expect(await readFile(skill, 'utf8')).toMatch(/^---\nname: deepseek/);
  await writeFile(skill, 'mine');
  const refused = await run(['uninstall', 'claude-code', '--skill', '--yes'], { environment });
  expect(refused.stderr).toMatch(/was changed since it was installed/);
  expect(await readFile(skill, 'utf8')).toBe('mine');
  const unknown = await runInMemory(['install', 'zed', '--skill', '--yes'], { environment });

  expect(unknown.stderr).toMatch(/no skills folder of Zed is known/);
});

test('a project has a file of its own where the client reads one', async () => {
  await using project = await temporaryFolder();
  const environment = { PATH: process.env['PATH'] ?? '', HOME: path.join(project.path, 'home') };
  await run(['install', 'vscode', '--project', '--yes'], { environment, cwd: project.path });
  const none = await runInMemory(['install', 'windsurf', '--project', '--yes'], { environment });

  expect(JSON.parse(await readFile(path.join(project.path, '.vscode/mcp.json'), 'utf8'))).toMatchObject({
    servers: { deepseek: { env: { RUNAPI_API_KEY: '${input:runapi-api-key}' } } },
    inputs: [{ id: 'runapi-api-key', password: true }],
  });
  expect(none.stderr).toMatch(/Windsurf reads no configuration from a project/);
});
