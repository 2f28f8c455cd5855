import { DelegateError } from '../../errors.ts';

/** A connection that cannot be made until somebody changes something, by the code that Node gives it. */
interface Obstacle {
  readonly codes: RegExp;
  readonly what: (rootUrl: string) => string;
  readonly next: () => string;
}

const CHECK_URL = 'Ask the user to check the base URL with "runapi-deepseek doctor".';

/** The most particular first. */
const OBSTACLES: readonly Obstacle[] = [
  {
    codes: /^CERT_HAS_EXPIRED$/,
    what: (rootUrl) => `The TLS certificate of ${rootUrl} has expired`,
    next: () =>
      "Ask the user to check this machine's clock; if it is right, the gateway's operator has to renew the certificate.",
  },
  {
    codes: /^CERT_NOT_YET_VALID$/,
    what: (rootUrl) => `The TLS certificate of ${rootUrl} is not valid yet`,
    next: () => "Ask the user to check this machine's clock.",
  },
  {
    codes: /^(?:ERR_TLS_CERT_ALTNAME_INVALID|HOSTNAME_MISMATCH)$/,
    what: (rootUrl) => `The TLS certificate of ${rootUrl} is for another host`,
    next: () => CHECK_URL,
  },
  {
    codes: /^DEPTH_ZERO_SELF_SIGNED_CERT$/,
    what: (rootUrl) => `The TLS certificate of ${rootUrl} is self-signed`,
    next: () => `If it is to be trusted, ask the user to ${trustAdvice('it')}`,
  },
  {
    codes: /^(?:SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_\w+|CERT_UNTRUSTED)$/,
    what: (rootUrl) => `The TLS certificate of ${rootUrl} comes from an authority that Node.js does not know`,
    next: () =>
      `If a company's proxy or gateway issued it, ask the user to ${trustAdvice("that authority's certificate")}`,
  },
  {
    codes: /^ERR_SSL_(?:WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST|UNEXPECTED_MESSAGE)$/,
    what: (rootUrl) => `${rootUrl} does not speak TLS`,
    next: () => CHECK_URL,
  },
  {
    codes: /^(?:ERR_SSL_|ERR_TLS_|CERT_|EPROTO$|INVALID_)/,
    what: (rootUrl) => `The TLS handshake with ${rootUrl} failed`,
    next: () => CHECK_URL,
  },
  {
    codes: /^HPE_(?!INVALID_EOF_STATE)/,
    what: (rootUrl) => `${rootUrl} does not speak HTTP`,
    next: () => CHECK_URL,
  },
];

/** A connection that failed before there were headers. Only what may pass by itself is retried. */
export function toConnectionError(code: string | undefined, rootUrl: string): DelegateError {
  const obstacle = OBSTACLES.find(({ codes }) => codes.test(code ?? ''));
  if (obstacle)
    return new DelegateError('transport', `${obstacle.what(rootUrl)} (${code}).`, obstacle.next());
  return new DelegateError(
    'transport',
    `No connection to ${rootUrl}${code ? ` (${code})` : ''}.`,
    'Ask the user to check the network and the base URL with "runapi-deepseek doctor".',
    { retryable: true },
  );
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
