import { readFileSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { createServer } from 'node:https';
import { listen, type Listening } from '../../support/listen.ts';
import { tlsFixture } from '../../support/tls.ts';
import { answerWhole } from '../../support/upstream.ts';

/** What a client has to trust to reach the server with the certificate `valid`. */
export const AUTHORITY = tlsFixture('authority.pem');

const answerOk: RequestListener = (request, response) => {
  request.resume();
  answerWhole(response);
};

/** A gateway over TLS; `certificate` is the name of a file in test/fixtures/tls. */
export function listenWithTls(certificate: string, answer: RequestListener = answerOk): Promise<Listening> {
  const [key, cert] = ['server.key', `${certificate}.pem`].map((name) => readFileSync(tlsFixture(name)));
  return listen(createServer({ key, cert }, answer));
}
