// Asks the built server what clients ask at every launch, and writes the answers down beside it (src/mcp/handshake/handshake.ts).
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { isDeepStrictEqual } from 'node:util';

const VERSIONS = ['2024-10-07', '2024-11-05', '2025-03-26', '2025-06-18', '2025-11-25'];
const MODERN_VERSION = '2026-07-28';
const LISTS = ['tools/list', 'prompts/list', 'resources/templates/list'];
const client = { name: 'record-opening', version: '0' };

/** @param {string} bin - The server, with no recording beside it. */
export async function recordOpening(bin) {
  const openings = [];
  for (const version of [...VERSIONS, 'none']) openings.push(await askLegacy(bin, version));
  const latest = openings.at(-1).initialize.protocolVersion;
  const [first, ...others] = openings.map(withoutVersion);
  if (others.some((other) => !isDeepStrictEqual(other, first))) {
    throw new Error('The opening depends on the version that the client asks for; it cannot be recorded.');
  }
  const versions = VERSIONS.filter(
    (version, place) => openings[place].initialize.protocolVersion === version,
  );
  const opening = {
    legacy: { versions, latest, results: first },
    modern: { version: MODERN_VERSION, results: await askModern(bin) },
  };
  await writeFile(new URL('opening.json', `file://${bin}`), JSON.stringify(opening));
}

function withoutVersion({ initialize: { protocolVersion: _version, ...initialize }, ...rest }) {
  return { initialize, ...rest };
}

function askLegacy(bin, protocolVersion) {
  return ask(bin, [
    ['initialize', { protocolVersion, capabilities: {}, clientInfo: client }],
    ...LISTS.map((method) => [method, undefined]),
  ]);
}

function askModern(bin) {
  const _meta = {
    'io.modelcontextprotocol/protocolVersion': MODERN_VERSION,
    'io.modelcontextprotocol/clientCapabilities': {},
    'io.modelcontextprotocol/clientInfo': client,
  };
  return ask(
    bin,
    ['server/discover', ...LISTS].map((method) => [method, { _meta }]),
  );
}

/** The results of some requests, one after the other, by method; those that are refused are left out. */
async function ask(bin, requests) {
  const server = spawn(process.execPath, [bin, 'serve'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: server.stdout })[Symbol.asyncIterator]();
  const results = {};
  for (const [id, [method, params]] of requests.entries()) {
    server.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`);
    const { result } = JSON.parse((await lines.next()).value);
    if (result) results[method] = result;
    if (method === 'initialize') {
      server.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' })}\n`);
    }
  }
  server.stdin.end();
  await once(server, 'close');
  return results;
}
