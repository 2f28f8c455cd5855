import { execSync } from 'node:child_process';
import path from 'node:path';
import { NotShown } from './case.ts';

/** The 8.3 name of a file or folder in its folder, as `dir` lists it. */
export function shortName(file: string): string {
  const [folder, name] = [path.dirname(file), path.basename(file)];
  const lines = execSync(`dir /x /a "${folder}"`, { encoding: 'utf8' }).split(/\r?\n/);
  const line = lines.find((one) => one.endsWith(` ${name}`)) ?? '';
  const short = line.slice(0, -name.length).trim().split(/\s+/).at(-1) ?? '';
  if (!short.includes('~')) throw new NotShown(`${name} has no short name here`);
  return short;
}
