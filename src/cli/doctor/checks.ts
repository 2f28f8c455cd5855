import { access, constants, mkdir, stat } from 'node:fs/promises';
import {
  PROTOCOL_NAMES,
  readConnection,
  readSettings,
  type Config,
  type ProtocolName,
} from '../../config/config.ts';
import { createDelegation, type Delegation } from '../../delegation/delegation.ts';
import { DelegateError } from '../../errors.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** One thing that was looked at. */
export interface Check {
  name: string;
  state: 'ok' | 'warning' | 'failed';
  finding: string;
  /** What to do about it, and who does it. */
  next?: string;
  error?: unknown;
}

/** Little enough to cost next to nothing; an answer that is cut off by it has shown that the protocol works. */
const PROBE_MAX_TOKENS = 16;

/** Checks one thing after the other, each as soon as what it needs is known to be well. */
export async function* checkAll({ environment, signal }: Terminal): AsyncGenerator<Check, void, void> {
  yield { name: 'Node.js', state: 'ok', finding: process.versions.node };
  const settings = attempt('settings', () => readSettings(environment));
  if (settings.failure) yield settings.failure;
  else {
    yield describeRoots(settings.value);
    yield await checkStateFolder(settings.value.stateDir);
  }
  const connection = attempt('key', () => readConnection(environment));
  if (connection.failure) yield connection.failure;
  if (settings.failure || connection.failure) return;

  const { source, rootUrl } = connection.value;
  yield { name: 'key', state: 'ok', finding: `found in ${source}; sent to ${rootUrl} only` };
  const delegation = createDelegation({ connection: connection.value, settings: settings.value });
  yield await checkModels(delegation, signal);
  const probes = PROTOCOL_NAMES.map((protocol) => checkProtocol(protocol, delegation, signal));
  for (const probe of probes) yield (await probe).check;
  // What was asked here is of no use to anybody later.
  await delegation.close();
  for (const { runId } of await Promise.all(probes)) if (runId !== null) await delegation.runs.remove(runId);
}

type Attempt<T> = { value: T; failure?: never } | { failure: Check };

function attempt<T>(name: string, read: () => T): Attempt<T> {
  try {
    return { value: read() };
  } catch (error) {
    return { failure: failed(name, error) };
  }
}

function failed(name: string, error: unknown, state: 'failed' | 'warning' = 'failed'): Check {
  if (!(error instanceof DelegateError)) throw error;
  return { name, state, finding: error.what, next: error.next, error };
}

function describeRoots({ roots }: Config['settings']): Check {
  const name = 'roots';
  if (roots.length > 0) return { name, state: 'ok', finding: roots.join(', ') };
  return {
    name,
    state: 'warning',
    finding: 'none, so no files can be read or written',
    next: 'Set DEEPSEEK_ROOTS to the project folder if that is not what you want.',
  };
}

async function checkStateFolder(folder: string): Promise<Check> {
  const name = 'state folder';
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await access(folder, constants.W_OK);
    const { mode } = await stat(folder);
    const isPrivate = process.platform === 'win32' || (mode & 0o077) === 0;
    if (isPrivate) return { name, state: 'ok', finding: folder };
    const next = `Make it private: chmod 700 ${folder}`;
    return { name, state: 'warning', finding: `${folder} can be read by others`, next };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const next = 'Set DEEPSEEK_STATE_DIR to a folder that you may write to.';
    return { name, state: 'failed', finding: `${folder} cannot be written (${code})`, next, error };
  }
}

async function checkModels({ config, listModels }: Delegation, signal: AbortSignal): Promise<Check> {
  const name = 'models';
  const { model } = config.settings;
  try {
    const models = await listModels(signal);
    if (models.some(({ id }) => id === model)) {
      return { name, state: 'ok', finding: `${models.length} listed, ${model} among them` };
    }
    const deepseek = models.map(({ id }) => id).filter((id) => id.includes('deepseek'));
    return {
      name,
      state: 'warning',
      finding: `the default model ${model} is not listed`,
      next: `Set DEEPSEEK_MODEL to one of: ${deepseek.join(', ') || '(the gateway lists no DeepSeek model)'}.`,
    };
  } catch (error) {
    return failed(name, error);
  }
}

/** Only the protocol in use is needed; the others are worth knowing about. */
async function checkProtocol(
  protocol: ProtocolName,
  delegation: Delegation,
  signal: AbortSignal,
): Promise<{ check: Check; runId: string | null }> {
  const isDefault = protocol === delegation.config.connection.protocol;
  const name = `protocol ${protocol}${isDefault ? ' (in use)' : ''}`;
  const { receipt, error } = await delegation.delegate(
    { prompt: 'Reply with the word OK.', protocol, max_tokens: PROBE_MAX_TOKENS },
    { signal },
  );
  const finding = `${receipt.model} answered in ${(receipt.duration_ms / 1000).toFixed(1)} s`;
  const check: Check = error
    ? failed(name, error, isDefault ? 'failed' : 'warning')
    : { name, state: 'ok', finding };
  return { check, runId: receipt.run_id };
}
