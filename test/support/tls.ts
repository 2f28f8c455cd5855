import { fileURLToPath } from 'node:url';

const FOLDER = new URL('../fixtures/tls/', import.meta.url);

/** Path of a key or certificate in test/fixtures/tls. */
export function tlsFixture(name: string): string {
  return fileURLToPath(new URL(name, FOLDER));
}
