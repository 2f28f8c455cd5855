import { expect, test } from 'vitest';
import { isWindowsName, windowsTrap } from '../../../src/workspace/save/windows-names.ts';

test.for([
  'NUL',
  'con',
  'src\\nul',
  'src/aux.txt',
  'COM1',
  'com¹.log',
  'lpt9:',
  'prn .txt',
  'CONIN$',
  'file.txt:stream',
  '.env::$DATA',
  'C:\\a\\.env:$DATA',
  '\\\\?\\C:\\secret.txt',
  '//./C:/secret.txt',
  '\\??\\C:\\secret.txt',
  'C:secret.txt',
  'z:../secret.txt',
  'C:\\a\\.env.',
  '.env ',
  'folder./a.txt',
])('%s is a trap on Windows alone', (given) => {
  expect(windowsTrap(given, 'win32')).toMatch(/^(?:names a device|begins like a device|has no slash|has a)/);
  expect(windowsTrap(given, 'linux')).toBeUndefined();
});

test.for([
  'C:\\Users\\a.ts',
  'src/con/../b.ts'.replace('con', 'console'),
  '..\\a.ts',
  './a.ts',
  'common.ts',
  'nullable.ts',
  'a b.txt',
])('%s is plain', (given) => {
  expect(windowsTrap(given, 'win32')).toBeUndefined();
});

test.for(['a<b.txt', 'out|1/a.txt', 'say "hi".md', 'why?.md', 'a*.md', 'a\tb.md'])(
  '%s is no name on Windows alone',
  (given) => {
    expect(isWindowsName(given, 'win32')).toBe(false);
    expect(isWindowsName(given, 'linux')).toBe(true);
  },
);
