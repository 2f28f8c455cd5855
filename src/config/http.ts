import { DelegateError } from '../errors.ts';
import { isLoopback } from './base-url.ts';
import { readVariable, type Environment } from './values.ts';

/** What `serve --http` is configured with. */
export interface HttpSettings {
  /** What every request has to carry; undefined where one has to be made. */
  readonly token: string | undefined;
  /** Names that may be in `Host` and `Origin`, beside loopback and the address itself; IPv6 in brackets. */
  readonly hosts: readonly string[];
  /** Whether clients may detach runs. */
  readonly mayDetach: boolean;
}

/** @throws {DelegateError} `configuration` */
export function readHttpSettings(environment: Environment): HttpSettings {
  const token = readVariable(environment, 'DEEPSEEK_HTTP_TOKEN');
  if (token !== undefined && !/^[\x21-\x7e]+$/.test(token)) {
    throw invalid(
      'DEEPSEEK_HTTP_TOKEN',
      'holds blanks or characters that no header can carry',
      'a random text',
    );
  }
  const hosts = readVariable(environment, 'DEEPSEEK_HTTP_HOSTS')?.split(',') ?? [];
  return {
    token,
    hosts: hosts
      .map((host) => host.trim())
      .filter(Boolean)
      .map(toHostname),
    mayDetach: readSwitch(environment, 'DEEPSEEK_HTTP_DETACH'),
  };
}

function toHostname(host: string): string {
  const url = URL.canParse(`http://${host}`) ? new URL(`http://${host}`) : undefined;
  if (url && url.username === '' && url.pathname === '/' && !host.includes('/')) return url.hostname;
  throw invalid(
    'DEEPSEEK_HTTP_HOSTS',
    `has "${host.slice(0, 60)}", which is no host name`,
    'names such as deepseek.internal',
  );
}

function readSwitch(environment: Environment, name: string): boolean {
  const value = readVariable(environment, name);
  if (value === undefined || value === '0') return false;
  if (value === '1') return true;
  throw invalid(name, `is "${value.slice(0, 60)}"`, '1 or 0');
}

/** Where the server listens. */
export interface HttpAddress {
  /** Without brackets. */
  readonly host: string;
  /** 0 is a free one. */
  readonly port: number;
}

const DEFAULT_HOST = '127.0.0.1';

/** @throws {DelegateError} `input` for what is not `[HOST:]PORT`. */
export function parseHttpAddress(value: string): HttpAddress {
  const [, host = DEFAULT_HOST, digits = ''] = /^(?:(.+):)?(\d{1,5})$/.exec(value.trim()) ?? [];
  const port = digits === '' ? Number.NaN : Number(digits);
  const isHost = URL.canParse(`http://${host}`) && new URL(`http://${host}`).host === host.toLowerCase();
  if (port <= 65_535 && isHost) return { host: host.replaceAll(/[[\]]/g, ''), port };
  throw new DelegateError(
    'input',
    `\`--http\` is "${value.slice(0, 60)}", which is not [HOST:]PORT.`,
    'Give a port (8080), or an address with a port (127.0.0.1:8080, [::1]:8080).',
  );
}

/** @throws {DelegateError} `configuration` where others could reach a server whose token nobody has chosen. */
export function refuseOpenAddress({ host }: HttpAddress, { token }: HttpSettings): void {
  if (token !== undefined || isLoopback(host.includes(':') ? `[${host}]` : host)) return;
  throw new DelegateError(
    'configuration',
    `${host} is not loopback, and DEEPSEEK_HTTP_TOKEN is not set: other machines could reach the server.`,
    'Set DEEPSEEK_HTTP_TOKEN to a long random text, or listen on 127.0.0.1.',
  );
}

function invalid(name: string, problem: string, expected: string): DelegateError {
  return new DelegateError(
    'configuration',
    `${name} ${problem}; it takes ${expected}.`,
    'Correct or unset it, and start the server again.',
  );
}
