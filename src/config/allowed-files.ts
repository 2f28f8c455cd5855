import { DelegateError } from '../errors.ts';
import { readVariable, type Environment } from './values.ts';

/** A file that may be sent although it looks secret, as long as its content is the one that somebody looked at. */
export interface AllowedFile {
  /** Absolute. */
  readonly path: string;
  /** Of its bytes, in hexadecimal, small letters. */
  readonly sha256: string;
}

/**
 * `PATH#SHA-256`, several with commas.
 *
 * @throws {DelegateError} `configuration` naming the entry that is none.
 */
export function readAllowedFiles(
  environment: Environment,
  resolve: (given: string) => string,
): AllowedFile[] {
  const entries = (readVariable(environment, 'DEEPSEEK_ALLOW_FILES') ?? '')
    .split(',')
    .map((entry) => entry.trim());
  return entries.filter(Boolean).map((entry) => {
    const { file, sha256 } = /^(?<file>.+)#(?<sha256>[0-9a-f]{64})$/i.exec(entry)?.groups ?? {};
    if (file === undefined || sha256 === undefined) throw malformed(entry);
    return { path: resolve(file.trim()), sha256: sha256.toLowerCase() };
  });
}

function malformed(entry: string): DelegateError {
  return new DelegateError(
    'configuration',
    `DEEPSEEK_ALLOW_FILES has the entry "${entry.slice(0, 200)}"; an entry is PATH#SHA-256, with 64 hexadecimal digits.`,
    'Ask the user to correct it and to restart the server: "sha256sum FILE" or "shasum -a 256 FILE" prints the digits.',
  );
}
