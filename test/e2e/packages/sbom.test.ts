import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../support/folder.ts';
import { readManifest, REPOSITORY } from './support.ts';

interface Component {
  name: string;
  version: string;
  purl: string;
}

test('the bill of materials has every library of the notices, in the version that is locked', async () => {
  await using folder = await temporaryFolder();
  const file = path.join(folder.path, 'sbom.json');
  execFileSync(process.execPath, ['--import', 'tsx', 'scripts/sbom.ts', file], {
    cwd: fileURLToPath(REPOSITORY),
  });
  const { components, metadata } = readManifest(file) as {
    components: Component[];
    metadata: { component: Component };
  };
  const notices = readFileSync(new URL('dist/THIRD_PARTY_NOTICES.txt', REPOSITORY), 'utf8');
  const { packages } = readManifest('package-lock.json') as { packages: Record<string, Component> };

  expect(metadata.component).toMatchObject({ name: 'runapi-deepseek', type: 'application' });
  expect(components.map(({ name }) => name)).toEqual(expect.arrayContaining(['commander', 'openai', 'zod']));
  // Notices are separated by lines of dashes.
  expect(components).toHaveLength(notices.split(`\n${'-'.repeat(80)}\n`).length);
  for (const { name, version, purl } of components) {
    expect(version).toBe(packages[`node_modules/${name}`]?.version);
    expect(purl).toBe(`pkg:npm/${name.replace('@', '%40')}@${version}`);
  }
});
