import { isObject, isRequest, type Id, type Message } from '../messages/message.ts';

type Result = Readonly<Record<string, unknown>>;

/** Results by method, as the real server gave them to the build. */
export interface RecordedHandshake {
  readonly legacy: {
    /** Versions that a client may ask for; to any other one, the latest is the answer. */
    readonly versions: readonly string[];
    readonly latest: string;
    readonly results: Readonly<Record<string, Result>>;
  };
  readonly modern: { readonly version: string; readonly results: Readonly<Record<string, Result>> };
}

/** What the real server must receive first, and the id of the request in it that has been answered. */
export interface Repeat {
  readonly messages: readonly Message[];
  readonly answeredId: Id | undefined;
}

/**
 * Answers what clients ask at every launch before the MCP SDK is loaded: that takes three times as long as
 * Node itself does to start, and most sessions ask for nothing else. The results are the same for every start of
 * one version, apart from the instructions, so the build asks the real server for them and records them.
 */
export interface Handshake {
  /** @returns The response; null for a message without one; undefined for what only the real server can answer. */
  readonly answer: (message: Message) => Message | null | undefined;
  /** The handshake as the real server must receive it, to take over the session. */
  readonly repeat: () => Repeat;
}

const META = 'io.modelcontextprotocol/';

/** @param instructions - Depend on the configuration, so they are not recorded. */
export function createHandshake({ legacy, modern }: RecordedHandshake, instructions: string): Handshake {
  const messages: Message[] = [];
  let answeredId: Id | undefined;
  let era: 'legacy' | 'modern' | undefined;

  const initialize = ({ params }: Message): Result | undefined => {
    const { protocolVersion, capabilities, clientInfo } = params ?? {};
    // What is not a proper request is for the real server to refuse.
    const isProper = typeof protocolVersion === 'string' && isObject(capabilities) && isObject(clientInfo);
    if (!isProper || era !== undefined) return undefined;
    const version = legacy.versions.includes(protocolVersion) ? protocolVersion : legacy.latest;
    return { ...legacy.results['initialize'], protocolVersion: version };
  };

  const list = (method: string, { params = {} }: Message): Result | undefined => {
    const { _meta: meta = {}, ...rest } = params;
    // A cursor, or something that a later revision has.
    if (Object.keys(rest).length > 0 || !isObject(meta)) return undefined;
    const version = meta[`${META}protocolVersion`];
    if (version === undefined) return era === 'legacy' ? own(legacy.results, method) : undefined;
    if (version !== modern.version || era === 'legacy') return undefined;
    const isProper = isObject(meta[`${META}clientCapabilities`]) && isObject(meta[`${META}clientInfo`]);
    return isProper ? own(modern.results, method) : undefined;
  };

  return {
    answer(message) {
      const { id, method } = message;
      if (method === 'notifications/initialized' && id === undefined && era === 'legacy') {
        messages.push(message);
        return null;
      }
      if (!isRequest(message)) return undefined;
      const result = method === 'initialize' ? initialize(message) : list(message.method, message);
      if (!result) return undefined;
      // The request that decides the era is the one that the real server must receive too.
      if (era === undefined && method !== 'server/discover') {
        era = method === 'initialize' ? 'legacy' : 'modern';
        answeredId = id;
        messages.push(message);
      }
      const isGreeting = method === 'initialize' || method === 'server/discover';
      return { jsonrpc: '2.0', id: message.id, result: { ...result, ...(isGreeting && { instructions }) } };
    },
    repeat: () => ({ messages, answeredId }),
  };
}

function own(results: Readonly<Record<string, Result>>, method: string): Result | undefined {
  return Object.hasOwn(results, method) ? results[method] : undefined;
}
