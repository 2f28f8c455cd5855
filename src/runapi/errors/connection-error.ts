import { commandName } from '../../command-name.ts';
import type { Proxy } from '../../config/config.ts';
import { DelegateError, type Voices } from '../../errors.ts';

/** The other end of a connection. */
interface Peer {
  /** Its URL, as the subject of a sentence. */
  readonly name: string;
  /** Who checks its address, and how. */
  readonly checkUrl: string | Voices;
}

/** A connection that cannot be made until somebody changes something, by the code that Node gives it. */
interface Obstacle {
  readonly codes: RegExp;
  readonly what: (name: string) => string;
  readonly next: (checkUrl: string | Voices) => string | Voices;
}

/** Doctor shows which URL is used. A person may be reading what doctor says, so theirs does not lead back to it. */
export const CHECK_BASE_URL: Voices = {
  agent: `Ask the user to check the base URL with "${commandName()} doctor".`,
  person: 'Check the base URL.',
};

/** The most particular first. */
const OBSTACLES: readonly Obstacle[] = [
  {
    codes: /^CERT_HAS_EXPIRED$/,
    what: (name) => `The TLS certificate of ${name} has expired`,
    next: () =>
      "Ask the user to check this machine's clock; if it is right, the gateway's operator has to renew the certificate.",
  },
  {
    codes: /^CERT_NOT_YET_VALID$/,
    what: (name) => `The TLS certificate of ${name} is not valid yet`,
    next: () => "Ask the user to check this machine's clock.",
  },
  {
    codes: /^(?:ERR_TLS_CERT_ALTNAME_INVALID|HOSTNAME_MISMATCH)$/,
    what: (name) => `The TLS certificate of ${name} is for another host`,
    next: (checkUrl) => checkUrl,
  },
  {
    codes: /^DEPTH_ZERO_SELF_SIGNED_CERT$/,
    what: (name) => `The TLS certificate of ${name} is self-signed`,
    next: () => `If it is to be trusted, ask the user to ${trustAdvice('it')}`,
  },
  {
    codes: /^(?:SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_\w+|CERT_UNTRUSTED)$/,
    what: (name) => `The TLS certificate of ${name} comes from an authority that Node.js does not know`,
    next: () =>
      `If a company's proxy or gateway issued it, ask the user to ${trustAdvice("that authority's certificate")}`,
  },
  {
    codes: /^ERR_SSL_(?:WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST|UNEXPECTED_MESSAGE)$/,
    what: (name) => `${name} does not speak TLS`,
    next: (checkUrl) => checkUrl,
  },
  {
    codes: /^(?:ERR_SSL_|ERR_TLS_|CERT_|EPROTO$|INVALID_)/,
    what: (name) => `The TLS handshake with ${name} failed`,
    next: (checkUrl) => checkUrl,
  },
  {
    codes: /^HPE_(?!INVALID_EOF_STATE)/,
    what: (name) => `${name} does not speak HTTP`,
    next: (checkUrl) => checkUrl,
  },
];

/** What a network looks like that is left through a proxy only. */
const UNREACHABLE =
  /^(?:ENOTFOUND|EAI_AGAIN|EAI_NODATA|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ECONNREFUSED|UND_ERR_CONNECT_TIMEOUT)$/;

/** A connection that failed before there were headers. Only what may pass by itself is retried. */
export function toConnectionError(
  code: string | undefined,
  rootUrl: string,
  proxy?: Pick<Proxy, 'url' | 'variable'>,
): DelegateError {
  const via = proxy ? ` The connection goes through the proxy ${proxy.url} (${proxy.variable}).` : '';
  const obstacle = toObstacleError(code, { name: rootUrl, checkUrl: CHECK_BASE_URL }, via);
  if (obstacle) return obstacle;
  return new DelegateError(
    'transport',
    `No connection to ${rootUrl}${code ? ` (${code})` : ''}.${via}`,
    checkNetwork(!proxy && UNREACHABLE.test(code ?? '')),
    { retryable: true },
  );
}

function checkNetwork(mayNeedProxy: boolean): Voices {
  return {
    agent: `Ask the user to check the network and the base URL with "${commandName()} doctor"${mayNeedProxy ? ', and to set HTTPS_PROXY if the network has a proxy' : ''}.`,
    person: `Check the network and the base URL.${mayNeedProxy ? ' If the network has a proxy, set HTTPS_PROXY.' : ''}`,
  };
}

/**
 * @param via - A sentence on the way there.
 * @returns Undefined for what may pass by itself.
 */
export function toObstacleError(
  code: string | undefined,
  { name, checkUrl }: Peer,
  via = '',
): DelegateError | undefined {
  const obstacle = OBSTACLES.find(({ codes }) => codes.test(code ?? ''));
  if (!obstacle) return undefined;
  return new DelegateError('transport', `${obstacle.what(name)} (${code}).${via}`, obstacle.next(checkUrl));
}

function trustAdvice(certificate: string): string {
  const system = readsSystemAuthorities(process.versions.node)
    ? ", or NODE_USE_SYSTEM_CA=1 if the system's store has it,"
    : '';
  return `set NODE_EXTRA_CA_CERTS to a PEM file with ${certificate}${system} and to restart the server.`;
}

/** Whether this version of Node knows `NODE_USE_SYSTEM_CA`: 22.19, 24.6 and everything later. */
export function readsSystemAuthorities(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major >= 25 || (major === 24 && minor >= 6) || (major === 22 && minor >= 19);
}
