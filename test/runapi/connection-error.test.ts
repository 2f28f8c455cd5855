import { expect, test } from 'vitest';
import { commandName } from '../../src/command-name.ts';
import { readsSystemAuthorities, toConnectionError } from '../../src/runapi/errors/connection-error.ts';
import { connectionCode } from '../../src/runapi/transport/connection-code.ts';

const ROOT = 'https://gateway.example';

test.for(['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'EPIPE', undefined])(
  'a connection that fails with %s is worth another try',
  (code) => {
    const error = toConnectionError(code, ROOT);

    expect(error).toMatchObject({ kind: 'transport', retryable: true });
    expect(error.message).toMatch(/^No connection to https:\/\/gateway\.example/);
    expect(error.message).toContain(`"${commandName()} doctor"`);
  },
);

test.for([
  ['CERT_HAS_EXPIRED', 'has expired'],
  ['CERT_NOT_YET_VALID', 'not valid yet'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'another host'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'self-signed'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'does not know'],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'does not know'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'does not know'],
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'does not speak TLS'],
  ['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', 'handshake'],
  ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'handshake'],
  ['CERT_REVOKED', 'handshake'],
  ['EPROTO', 'handshake'],
  ['HPE_INVALID_CONSTANT', 'does not speak HTTP'],
] as const)('%s is reported as what it is, and not retried', ([code, words]) => {
  const error = toConnectionError(code, ROOT);

  expect(error).toMatchObject({ kind: 'transport', retryable: false });
  expect(error.message).toContain(words);
  expect(error.message).toContain(`(${code})`);
  expect(error.message).toContain(ROOT);
});

test('the reason of a handshake that OpenSSL refuses in its first bytes is its code', () => {
  const text =
    'write EPROTO 80DC:error:0A00010B:SSL routines:ssl3_get_record:wrong version number:../deps/openssl/x.c:350:\n';

  expect(connectionCode(Object.assign(new Error(text), { code: 'EPROTO' }))).toBe(
    'ERR_SSL_WRONG_VERSION_NUMBER',
  );
  expect(connectionCode(Object.assign(new Error('write EPROTO'), { code: 'EPROTO' }))).toBe('EPROTO');
});

test.for([
  ['20.20.2', false],
  ['22.18.0', false],
  ['22.19.0', true],
  ['24.5.0', false],
  ['24.6.0', true],
  ['26.0.0', true],
] as const)('Node %s reads NODE_USE_SYSTEM_CA: %s', ([version, reads]) => {
  expect(readsSystemAuthorities(version)).toBe(reads);
});
