import { readFileSync } from 'node:fs';
import path from 'node:path';
import { DelegateError } from '../errors.ts';
import { isLoopback, readBaseUrl } from './base-url.ts';
import { homeFolder } from './folders.ts';
import { readProxy, type Proxy } from './proxy.ts';
import {
  readProtocol,
  readVariable,
  refusePlaceholder,
  type Environment,
  type ProtocolName,
} from './values.ts';

export type { Environment } from './values.ts';

/** Where the key goes, and nowhere else. */
export interface Connection {
  readonly apiKey: string;
  /** Root of the gateway, without `/v1` and without a trailing slash. */
  readonly rootUrl: string;
  /** Used where a call names no protocol. */
  readonly protocol: ProtocolName;
  /** What the key was read from, for people: a variable's name or a file's. */
  readonly source: string;
  /** What connections go through; undefined where they are made directly. */
  readonly proxy?: Proxy | undefined;
}

export const RUNAPI_ROOT = 'https://runapi.ai';
const GET_A_KEY = {
  agent:
    'Ask the user to get a RunAPI key at https://runapi.ai/api_keys and set RUNAPI_API_KEY in the environment of this server, and to restart it.',
  person: 'Get a RunAPI key at https://runapi.ai/api_keys and set RUNAPI_API_KEY to it.',
};

/**
 * Finds the key and the one origin that it is for: `RUNAPI_*`, then the `OPENAI_*` pair, then the
 * `ANTHROPIC_*` pair, then the file that `runapi login` writes.
 *
 * @throws {DelegateError} `configuration` when there is no key, half of a pair, or an unusable value.
 */
export function readConnection(environment: Environment): Connection {
  const protocol = readProtocol(environment);
  const found =
    fromRunapi(environment) ??
    fromOpenai(environment) ??
    fromAnthropic(environment, protocol) ??
    fromFile(environment);
  if (found) {
    return { ...found, protocol: protocol ?? found.protocol, proxy: readProxy(environment, found.rootUrl) };
  }
  if (readVariable(environment, 'ANTHROPIC_API_KEY')) throw anthropicNotUsed(environment);
  throw new DelegateError(
    'configuration',
    'RUNAPI_API_KEY is not set, and there is no other key to use.',
    GET_A_KEY,
  );
}

function fromRunapi(environment: Environment): Connection | undefined {
  const source = ['RUNAPI_API_KEY', 'RUNAPI_TOKEN'].find((name) => readVariable(environment, name));
  if (!source) return undefined;
  const apiKey = readKey(environment, source);
  const baseUrl = readVariable(environment, 'RUNAPI_BASE_URL') ?? RUNAPI_ROOT;
  return { apiKey, rootUrl: readBaseUrl('RUNAPI_BASE_URL', baseUrl), protocol: 'chat-completions', source };
}

function fromOpenai(environment: Environment): Connection | undefined {
  const present = readVariable(environment, 'OPENAI_API_KEY');
  const baseUrl = readVariable(environment, 'OPENAI_BASE_URL');
  if (!present && !baseUrl) return undefined;
  if (!baseUrl) {
    throw new DelegateError(
      'configuration',
      'OPENAI_API_KEY is set without OPENAI_BASE_URL, so it is not used: it may be a key for api.openai.com, and sending it to RunAPI would give it to somebody else.',
      `Ask the user to set RUNAPI_API_KEY, or, if the key is from RunAPI, OPENAI_BASE_URL=${RUNAPI_ROOT}/v1 beside it, and to restart the server.`,
    );
  }
  if (!present) {
    throw new DelegateError(
      'configuration',
      `OPENAI_BASE_URL is set without OPENAI_API_KEY: there is no key for that URL.`,
      'Ask the user to set OPENAI_API_KEY beside it, or set RUNAPI_API_KEY instead, and to restart the server.',
    );
  }
  const rootUrl = readBaseUrl('OPENAI_BASE_URL', baseUrl);
  refuseVendor('OPENAI_BASE_URL', rootUrl, 'api.openai.com');
  const apiKey = readKey(environment, 'OPENAI_API_KEY');
  return { apiKey, rootUrl, protocol: 'chat-completions', source: 'OPENAI_API_KEY' };
}

/** The pair usually belongs to the agent that started us: it is used only where it was clearly meant for us. */
function fromAnthropic(environment: Environment, protocol: ProtocolName | undefined): Connection | undefined {
  const { ANTHROPIC_API_KEY: present, ANTHROPIC_BASE_URL: baseUrl } = environment;
  if (!present?.trim() || !baseUrl?.trim()) return undefined;
  const meant = protocol === 'messages' || isRunapiOrLoopback(baseUrl.trim());
  if (!meant) return undefined;
  const rootUrl = readBaseUrl('ANTHROPIC_BASE_URL', readVariable(environment, 'ANTHROPIC_BASE_URL') ?? '');
  refuseVendor('ANTHROPIC_BASE_URL', rootUrl, 'api.anthropic.com');
  const apiKey = readKey(environment, 'ANTHROPIC_API_KEY');
  return { apiKey, rootUrl, protocol: 'messages', source: 'ANTHROPIC_API_KEY' };
}

function isRunapiOrLoopback(baseUrl: string): boolean {
  if (!URL.canParse(baseUrl)) return false;
  const { hostname } = new URL(baseUrl);
  return hostname === 'runapi.ai' || isLoopback(hostname);
}

function fromFile(environment: Environment): Connection | undefined {
  const file = configFilePath(environment);
  if (file === undefined) return undefined;
  const { apiKey, baseUrl = RUNAPI_ROOT } = readConfigFile(file);
  if (!apiKey) return undefined;
  refusePlaceholder(`api_key in ${file}`, apiKey);
  refuseUnsendable(`api_key in ${file}`, apiKey);
  refusePlaceholder(`base_url in ${file}`, baseUrl);
  const rootUrl = readBaseUrl(`base_url in ${file}`, baseUrl);
  const override = readVariable(environment, 'RUNAPI_BASE_URL');
  // A variable may come from the repository that an agent works in; the user's stored key must not follow it.
  if (override && readBaseUrl('RUNAPI_BASE_URL', override) !== rootUrl) {
    throw new DelegateError(
      'configuration',
      `RUNAPI_BASE_URL is ${override}, but the only key is the one that "runapi login" stored for ${rootUrl}.`,
      'Ask the user to set RUNAPI_API_KEY beside RUNAPI_BASE_URL, or unset RUNAPI_BASE_URL, and to restart the server.',
    );
  }
  return { apiKey, rootUrl, protocol: 'chat-completions', source: file };
}

/** Path of the file that `runapi login` writes; undefined for a user without a home folder. */
export function configFilePath(environment: Environment): string | undefined {
  const folder = environment['XDG_CONFIG_HOME'] || configFolder(environment);
  return folder === undefined ? undefined : path.join(folder, 'runapi', 'config.json');
}

function configFolder(environment: Environment): string | undefined {
  try {
    return path.join(homeFolder(environment), '.config');
  } catch {
    return undefined;
  }
}

function readConfigFile(file: string): { apiKey?: string; baseUrl?: string } {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(String((error as NodeJS.ErrnoException).code))) return {};
    throw unreadable(file, 'cannot be read', error);
  }
  try {
    const stored = JSON.parse(text) as Record<string, unknown>;
    const entry = (name: string) => {
      const value = stored[name];
      return typeof value === 'string' && value.trim() ? value.trim() : undefined;
    };
    const [apiKey, baseUrl] = [entry('api_key'), entry('base_url')];
    return { ...(apiKey && { apiKey }), ...(baseUrl && { baseUrl }) };
  } catch (error) {
    throw unreadable(file, 'is not a JSON object', error);
  }
}

function unreadable(file: string, problem: string, cause: unknown): DelegateError {
  // The cause stays out of the text: a JSON parser quotes what it read, and that may be the key.
  return new DelegateError(
    'configuration',
    `RunAPI's config file ${file} ${problem}.`,
    'Ask the user to run "runapi login" again or set RUNAPI_API_KEY, and to restart the server.',
    { cause },
  );
}

function readKey(environment: Environment, name: string): string {
  const key = readVariable(environment, name) ?? '';
  refuseUnsendable(name, key);
  return key;
}

function refuseUnsendable(name: string, key: string): void {
  if (/^[\x21-\x7e]+$/.test(key)) return;
  throw new DelegateError(
    'configuration',
    `${name} holds blanks or characters that no key has (${key.length} characters in all).`,
    'Ask the user to copy the key again, without quotes, and to restart the server.',
  );
}

function refuseVendor(name: string, rootUrl: string, vendor: string): void {
  if (new URL(rootUrl).hostname.replace(/\.$/, '') !== vendor) return;
  throw new DelegateError(
    'configuration',
    `${name} is ${rootUrl}, which does not serve DeepSeek.`,
    `Ask the user to set RUNAPI_API_KEY, or ${name}=${RUNAPI_ROOT} with a RunAPI key beside it, and to restart the server.`,
  );
}

function anthropicNotUsed(environment: Environment): DelegateError {
  const baseUrl = readVariable(environment, 'ANTHROPIC_BASE_URL');
  return new DelegateError(
    'configuration',
    baseUrl
      ? 'ANTHROPIC_API_KEY is not used, because ANTHROPIC_BASE_URL is neither at runapi.ai nor on loopback: the pair is taken for the one of the agent itself.'
      : 'ANTHROPIC_API_KEY is set without ANTHROPIC_BASE_URL, so it is not used: it is taken for the key of the agent itself.',
    `Ask the user to set RUNAPI_API_KEY (a key from https://runapi.ai/api_keys), or ANTHROPIC_BASE_URL=${RUNAPI_ROOT} with a RunAPI key, and to restart the server.`,
  );
}
