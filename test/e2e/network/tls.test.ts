import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { run, type Finished } from '../../support/binary.ts';
import { runInMemory } from '../../support/command.ts';
import { listen, type Listening } from '../../support/listen.ts';
import { environmentFor } from '../../support/server.ts';
import { AUTHORITY, listenWithTls } from './support.ts';

const TRUSTED = { NODE_EXTRA_CA_CERTS: AUTHORITY };

/** Only a new process reads what else is to be trusted. */
function chat({ port }: Listening, extra: Record<string, string> = {}): Promise<Finished> {
  const start = 'NODE_EXTRA_CA_CERTS' in extra ? run : runInMemory;
  return start(['chat', 'Say ok.'], { environment: environmentFor(`https://127.0.0.1:${port}`, extra) });
}

test('a gateway whose authority is in NODE_EXTRA_CA_CERTS answers', async () => {
  await using gateway = await listenWithTls('valid');

  expect(await chat(gateway, TRUSTED)).toMatchObject({ stdout: 'Ok.\n', exitCode: 0 });
});

test.for([
  ['expired', TRUSTED, /has expired \(CERT_HAS_EXPIRED\).*clock/],
  ['not-yet-valid', TRUSTED, /is not valid yet.*clock/],
  ['other-host', TRUSTED, /is for another host.*base URL/],
  ['self-signed', {}, /is self-signed.*NODE_EXTRA_CA_CERTS/],
  ['valid', {}, /authority that Node\.js does not know.*NODE_EXTRA_CA_CERTS/],
] as const)(
  'the certificate "%s" is reported as what it is, once (trusting %o)',
  async ([name, extra, message]) => {
    await using gateway = await listenWithTls(name);

    const { stdout, stderr, exitCode } = await chat(gateway, extra);

    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 1 });
    expect(stderr).toMatch(message);
    expect(gateway.connections()).toBe(1);
  },
);

test('a gateway without TLS is reported as such, once', async () => {
  await using gateway = await listen(
    createServer((socket) => socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))),
  );

  const { stderr, exitCode } = await chat(gateway);

  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/does not speak TLS.*base URL/);
  expect(gateway.connections()).toBe(1);
});

test('NODE_USE_SYSTEM_CA is named where this Node has it, and nowhere else', async () => {
  await using gateway = await listenWithTls('valid');

  const { stderr } = await chat(gateway);

  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const hasIt = major > 24 || (major === 24 && minor >= 6) || (major === 22 && minor >= 19);
  expect(stderr.includes('NODE_USE_SYSTEM_CA')).toBe(hasIt);
});
