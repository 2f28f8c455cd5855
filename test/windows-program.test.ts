import { expect, test } from 'vitest';
import { windowsProgram } from '../src/windows-program.ts';

test.for([
  [{ SystemRoot: 'D:\\Win' }, 'D:\\Win\\System32\\taskkill.exe'],
  [{ SYSTEMROOT: 'D:\\Win' }, 'D:\\Win\\System32\\taskkill.exe'],
  [{}, 'C:\\Windows\\System32\\taskkill.exe'],
] as const)('a program of Windows is named by its full path: %j', ([environment, file]) => {
  expect(windowsProgram('taskkill.exe', environment)).toBe(file);
});
