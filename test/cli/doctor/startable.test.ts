import { expect, test } from 'vitest';
import { startable } from '../../../src/cli/doctor/startable.ts';

const start = (command: string, platform: NodeJS.Platform) => {
  const { command: program, args } = startable({ command, args: ['serve'], env: {} }, platform);
  return [program.replace(/.*\\/, ''), ...args];
};

test.for(['npx', 'runapi-deepseek', 'C:\\npm\\npx', 'C:\\npm\\runapi-deepseek.CMD'])(
  '%s is started by cmd on Windows, and by itself elsewhere',
  (command) => {
    expect(start(command, 'win32')).toEqual(['cmd.exe', '/d', '/c', command, 'serve']);
    expect(startable({ command, args: [], env: {} }, 'linux')).toEqual({ command, args: [], env: {} });
  },
);

test.for(['node', 'C:\\node\\node.exe', 'cmd', 'bun.exe'])('%s is started by itself', (command) => {
  expect(startable({ command, args: [], env: {} }, 'win32').command).toBe(command);
});
