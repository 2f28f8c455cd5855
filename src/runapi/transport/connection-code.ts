import { causeCode } from '../errors/fault.ts';

/** In OpenSSL's error string, after the function: `…:SSL routines:ssl3_get_record:wrong version number:…`. */
const OPENSSL_REASON = /:SSL routines:[^:]*:([^:]+):/;

/**
 * The code of an error that ended a connection before there were headers. What OpenSSL refuses in the first
 * bytes is `EPROTO` to Node, whatever the reason; it gets the code that the same reason has later on.
 */
export function connectionCode(error: unknown): string | undefined {
  const code = causeCode(error);
  const reason = code === 'EPROTO' ? OPENSSL_REASON.exec((error as Error).message)?.[1] : undefined;
  return reason ? `ERR_SSL_${reason.toUpperCase().replaceAll(/\W+/g, '_')}` : code;
}
