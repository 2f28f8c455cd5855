// Writes a CycloneDX bill of materials of the package: the libraries that the build has put into dist/, by its notices.
//   sbom FILE
import { readFile, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** The first line of a notice: name, version and licence. */
const NOTICE = /^(?<name>(?:@[\w.-]+\/)?[\w.-]+) (?<version>\d+\.\d+\.\d+\S*) \((?<license>[^)]+)\)$/gm;

const [file = 'out/sbom.cdx.json'] = process.argv.slice(2);
const own = JSON.parse(await readFile(path.join(ROOT, 'package.json'), 'utf8')) as Record<string, string>;
const notices = await readFile(path.join(ROOT, 'dist/THIRD_PARTY_NOTICES.txt'), 'utf8');
const components = [...notices.matchAll(NOTICE)].map(({ groups = {} }) =>
  component(groups['name'] ?? '', groups['version'] ?? '', groups['license'] ?? ''),
);
if (components.length === 0) throw new Error('dist/THIRD_PARTY_NOTICES.txt names no library.');
const product = component(own['name'] ?? '', own['version'] ?? '', own['license'] ?? '');
const bill = {
  bomFormat: 'CycloneDX',
  specVersion: '1.6',
  version: 1,
  metadata: { component: { ...product, type: 'application' } },
  components,
  dependencies: [
    { ref: product['bom-ref'], dependsOn: components.map((library) => library['bom-ref']) },
    ...components.map((library) => ({ ref: library['bom-ref'] })),
  ],
};
await mkdir(path.dirname(path.resolve(file)), { recursive: true });
await writeFile(file, `${JSON.stringify(bill, null, 2)}\n`);
console.log(`${file}: ${components.length} libraries`);

function component(name: string, version: string, license: string) {
  const purl = `pkg:npm/${name.replace('@', '%40')}@${version}`;
  // Several licences are one expression.
  const licenses = [/ (OR|AND) /.test(license) ? { expression: license } : { license: { id: license } }];
  return { type: 'library', 'bom-ref': purl, name, version, purl, licenses };
}
