type Result = Readonly<Record<string, unknown>>;

/** Results by method, as the real server gave them to the build. */
export interface RecordedOpening {
  readonly legacy: {
    /** Versions that a client may ask for; with any other one, it is told the latest. */
    readonly versions: readonly string[];
    readonly latest: string;
    readonly results: Readonly<Record<string, Result>>;
  };
  readonly modern: { readonly version: string; readonly results: Readonly<Record<string, Result>> };
}

/**
 * What clients ask at every launch, answered before the MCP SDK is loaded: that takes three times as long as
 * Node itself does to start, and most sessions ask for nothing else. The answers never change while a version of this
 * package does not, so the build asks the real server for them and writes them down. A session that goes on is
 * handed to the real server, which hears the opening again.
 */
export interface Opening {
  /** @returns The reply, with its line break; empty for none; undefined for what only the real server can answer. */
  hear(line: string): string | undefined;
  /** What the real server has to hear first, and the id of the request in it that was answered. */
  toRepeat(): { lines: readonly string[]; answeredId: string | number | undefined };
}

interface Message {
  readonly id?: unknown;
  readonly method?: unknown;
  readonly params?: { readonly [name: string]: unknown; readonly _meta?: Readonly<Record<string, unknown>> };
}

const META = 'io.modelcontextprotocol/';

export function createOpening({ legacy, modern }: RecordedOpening): Opening {
  const lines: string[] = [];
  let answeredId: string | number | undefined;
  let era: 'legacy' | 'modern' | undefined;

  const initialize = ({ params }: Message): Result | undefined => {
    const { protocolVersion, capabilities, clientInfo } = params ?? {};
    // What is no proper opening is for the real server to refuse.
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
    if (version === undefined) return era === 'legacy' ? legacy.results[method] : undefined;
    if (version !== modern.version || era === 'legacy') return undefined;
    const isProper = isObject(meta[`${META}clientCapabilities`]) && isObject(meta[`${META}clientInfo`]);
    return isProper ? modern.results[method] : undefined;
  };

  /** The request that decides the era is the one that the real server has to hear again. */
  const decideEra = (method: string, id: string | number, line: string) => {
    if (era !== undefined || method === 'server/discover') return;
    era = method === 'initialize' ? 'legacy' : 'modern';
    answeredId = id;
    lines.push(`${line}\n`);
  };

  return {
    hear(line) {
      const message = parse(line);
      const { id, method } = message;
      if (method === 'notifications/initialized' && id === undefined && era === 'legacy') {
        lines.push(`${line}\n`);
        return '';
      }
      if (typeof method !== 'string' || !isId(id)) return undefined;
      const result = method === 'initialize' ? initialize(message) : list(method, message);
      if (!result) return undefined;
      decideEra(method, id, line);
      return `${JSON.stringify({ jsonrpc: '2.0', id, result })}\n`;
    },
    toRepeat: () => ({ lines, answeredId }),
  };
}

function parse(line: string): Message {
  try {
    const value: unknown = JSON.parse(line);
    return isObject(value) && value['jsonrpc'] === '2.0' ? value : {};
  } catch {
    return {};
  }
}

function isId(id: unknown): id is string | number {
  return typeof id === 'string' || Number.isSafeInteger(id);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
