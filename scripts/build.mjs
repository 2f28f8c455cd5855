// Bundles src/bin.ts with all that it uses into dist/: the published package has no dependencies.
import { cp, rm } from 'node:fs/promises';
import { build } from 'esbuild';
import esbuildPluginLicense from 'esbuild-plugin-license';
import { fileURLToPath } from 'node:url';
import { mergeChunks } from './merge-chunks.mjs';
import { slimLibraries } from './slim-libraries.mjs';
import { recordHandshake } from './record-handshake.mjs';

await rm('dist', { recursive: true, force: true });
await build({
  entryPoints: ['src/bin.ts'],
  outdir: 'dist',
  bundle: true,
  // Commands are loaded when they are called, so that a server starts without what it does not use.
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  minify: true,
  // jsonc-parser's other build cannot be bundled.
  mainFields: ['module', 'main'],
  // CommonJS libraries inside the bundle ask for `require`, and for Node's own modules only.
  banner: { js: 'const require = (name) => process.getBuiltinModule(name);' },
  logLevel: 'warning',
  plugins: [
    slimLibraries(),
    esbuildPluginLicense({
      thirdParty: {
        includePrivate: false,
        output: { file: 'THIRD_PARTY_NOTICES.txt', template: formatNotices },
      },
    }),
  ],
});

await buildDashboardPage('dist/dashboard');
await mergeChunks(fileURLToPath(new URL('../dist', import.meta.url)));
await recordHandshake(fileURLToPath(new URL('../dist/bin.js', import.meta.url)));

/** The page as the files that the browser is given: its modules in one, and nothing of it in the command line. */
async function buildDashboardPage(folder) {
  await build({
    entryPoints: ['src/dashboard/page/main.ts', 'src/dashboard/page/page.css'],
    entryNames: '[name]',
    outdir: folder,
    bundle: true,
    format: 'esm',
    target: ['chrome111', 'firefox114', 'safari16.4'],
    minify: true,
    logLevel: 'warning',
  });
  await cp('src/dashboard/page/index.html', `${folder}/index.html`);
  await cp('assets/icon.svg', `${folder}/icon.svg`);
}

function formatNotices(dependencies) {
  const notices = dependencies
    .map(({ packageJson: { name, version, license }, licenseText }) => ({
      name,
      version,
      license,
      licenseText,
    }))
    .toSorted((one, other) => one.name.localeCompare(other.name))
    .map(
      ({ name, version, license, licenseText }) =>
        `${name} ${version} (${license})\n\n${licenseText.trim()}\n`,
    );
  return `runapi-deepseek bundles these packages.\n\n${notices.join(`\n${'-'.repeat(80)}\n\n`)}`;
}
