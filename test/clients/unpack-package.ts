import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { runProgram } from './program.ts';
import type { Stage } from './case.ts';

const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));

/** The package as it is published: a checkout would take its own dependencies along. */
export async function unpackPackage({ home }: Stage): Promise<string> {
  const pack = ['pack', '--ignore-scripts', '--pack-destination', home];
  const { stdout } = await runProgram('npm', pack, { cwd: REPOSITORY, environment: { HOME: home } });
  await runProgram('tar', ['-xzf', stdout.trim(), '-C', home], { cwd: home, environment: {} });
  return path.join(home, 'package');
}
