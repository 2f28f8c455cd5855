// Asks the built server what clients ask at every launch, and records the results beside it (src/mcp/handshake/handshake.ts).
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { isDeepStrictEqual } from 'node:util';

const VERSIONS = ['2024-10-07', '2024-11-05', '2025-03-26', '2025-06-18', '2025-11-25'];
const MODERN_VERSION = '2026-07-28';
const LISTS = ['tools/list', 'prompts/list', 'resources/templates/list'];
const client = { name: 'record-handshake', version: '0' };

/** @param {string} bin - The server, with no recording beside it. */
export async function recordHandshake(bin) {
  const [modern, ...handshakes] = await Promise.all([
    askModern(bin),
    ...[...VERSIONS, 'none'].map((version) => askLegacy(bin, version)),
  ]);
  const latest = handshakes.at(-1).initialize.protocolVersion;
  const [first, ...others] = handshakes.map(withoutVersion);
  if (others.some((other) => !isDeepStrictEqual(other, first))) {
    throw new Error(
      'The handshake depends on the version that the client asks for, so it cannot be recorded.',
    );
  }
  const versions = VERSIONS.filter(
    (version, place) => handshakes[place].initialize.protocolVersion === version,
  );
  const handshake = {
    legacy: { versions, latest, results: first },
    modern: { version: MODERN_VERSION, results: modern },
  };
  await writeFile(new URL('handshake.json', `file://${bin}`), JSON.stringify(handshake));
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

/** The results of some requests, one after the other, by method; those that are refused are skipped. */
async function ask(bin, requests) {
  const server = spawn(process.execPath, [bin, 'serve'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: server.stdout })[Symbol.asyncIterator]();
  const results = {};
  for (const [id, [method, params]] of requests.entries()) {
    server.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`);
    const { result } = JSON.parse((await lines.next()).value);
    // The instructions depend on the configuration; the server adds them at its start.
    const { instructions: _instructions, ...recorded } = result ?? {};
    if (result) results[method] = recorded;
    if (method === 'initialize') {
      server.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' })}\n`);
    }
  }
  server.stdin.end();
  await once(server, 'close');
  return results;
}
