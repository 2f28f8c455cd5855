import { expect, test } from 'vitest';
import { hideKeys } from '../../src/install/hide-keys.ts';

test.for([
  ['+ "RUNAPI_API_KEY": "sk-1",', '+ "RUNAPI_API_KEY": "…",'],
  ['+ RUNAPI_API_KEY = "sk-1"', '+ RUNAPI_API_KEY = "…"'],
  ['+   RUNAPI_TOKEN: sk-1', '+   RUNAPI_TOKEN: …'],
  ['+ {"env":{"RUNAPI_API_KEY":"sk-1","A":"b"}}', '+ {"env":{"RUNAPI_API_KEY":"…","A":"b"}}'],
  ['+ "RUNAPI_API_KEY": "${RUNAPI_API_KEY:-}"', '+ "RUNAPI_API_KEY": "${RUNAPI_API_KEY:-}"'],
  ['+ "RUNAPI_API_KEY": "{env:RUNAPI_API_KEY}"', '+ "RUNAPI_API_KEY": "{env:RUNAPI_API_KEY}"'],
  ['+ env_vars = [ "RUNAPI_API_KEY" ]', '+ env_vars = [ "RUNAPI_API_KEY" ]'],
] as const)('%s', ([line, shown]) => {
  expect(hideKeys(line)).toBe(shown);
});
