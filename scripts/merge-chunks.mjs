import { chmod, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { rolldown } from 'rolldown';

const IMPORT = /(?:\bfrom|\bimport)"\.\/([^"]+)"/g;

/**
 * Puts chunks that are always loaded together into one file each: the bundler makes one for every set of commands that
 * share a module, and each file costs the start more than a millisecond of CPU.
 *
 * @param folder - What the bundler wrote, with `bin.js` in it; its scripts are replaced.
 */
export async function mergeChunks(folder) {
  const texts = new Map();
  for (const name of await readdir(folder)) {
    if (name.endsWith('.js')) texts.set(name, await readFile(path.join(folder, name), 'utf8'));
  }
  const loadedWith = (entry) => {
    const loaded = new Set();
    const visit = (name) => {
      if (loaded.has(name)) return;
      loaded.add(name);
      for (const [, imported] of texts.get(name).matchAll(IMPORT)) visit(imported);
    };
    for (const name of texts.keys()) if (name.startsWith(`${entry}-`)) visit(name);
    // An entry keeps its own file, since it is imported by its name.
    return new Set([...loaded].filter((name) => name.startsWith('chunk-')));
  };
  const [version, serve, program, chat, session] = ['version', 'serve', 'program', 'chat', 'session'].map(
    loadedWith,
  );
  const others = [...texts.keys()]
    .map((name) => name.replace(/-[^-]*$/, ''))
    .filter((entry) => !['chunk', 'session', 'http-server'].includes(entry));
  const withoutServer = new Set(others.flatMap((entry) => [...loadedWith(entry)]));
  const bundle = await rolldown({
    input: path.join(folder, 'bin.js'),
    platform: 'node',
    preserveEntrySignatures: 'allow-extension',
  });
  const { output } = await bundle.generate({
    format: 'esm',
    minify: true,
    entryFileNames: '[name].js',
    chunkFileNames: '[name].js',
    codeSplitting: {
      includeDependenciesRecursively: false,
      groups: [
        // A server that is only launched loads no more than this.
        toGroup('start', 5, (name) => version.has(name) || serve.has(name)),
        toGroup('program-shared', 4, (name) => program.has(name) || name.startsWith('program-')),
        toGroup('core', 3, (name) => session.has(name) && withoutServer.has(name)),
        toGroup('chat-shared', 2, (name) => chat.has(name)),
        // The library of the protocol: no command may load it for a line that it shares with the server.
        toGroup('session-shared', 2, (name) => session.has(name)),
      ],
    },
  });
  await bundle.close();
  for (const name of texts.keys()) await rm(path.join(folder, name));
  for (const [name, code] of withoutFacades(output)) await writeFile(path.join(folder, name), code);
  await chmod(path.join(folder, 'bin.js'), 0o755);
}

function toGroup(name, priority, holds) {
  return { name, priority, test: (id) => holds(path.basename(id)) };
}

const FACADE = /^(?:\/\*![^*]*\*\/\s*)?export\{([^}]*)\}from"(\.\/[^"]+)";(?:import"[^"]+";)*\s*$/;

/**
 * An entry whose modules are all in a shared file is left as a file that only gives its exports their names. Who imports
 * it does that instead: a file less to read at the start, and to pack.
 */
function withoutFacades(output) {
  const texts = new Map(output.map(({ fileName, code }) => [fileName, code]));
  for (const [name, code] of texts) {
    const [, names, target] = FACADE.exec(code) ?? [];
    if (names === undefined) continue;
    const pairs = names.split(',').map((pair) => pair.trim().split(' as '));
    const taken = pairs.map(([inner], index) => `${inner}:e${index}`);
    const given = pairs.map(([inner, outer = inner], index) => `${outer}:e${index}`);
    const loading = `import(\`${target}\`).then(({${taken.join()}})=>({${given.join()}}))`;
    texts.delete(name);
    for (const [importer, text] of texts) {
      if (text.includes(`"./${name}"`)) throw new Error(`${importer} imports ${name}, which is left out.`);
      texts.set(importer, text.replaceAll(`import(\`./${name}\`)`, loading));
    }
  }
  return texts;
}
