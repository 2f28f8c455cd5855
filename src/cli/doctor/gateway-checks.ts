import { PROTOCOL_NAMES, type Config, type ProtocolName } from '../../config/config.ts';
import { createDelegation, type Delegation } from '../../delegation/delegation.ts';
import { describeModels, noneListed } from '../../delegation/model-list.ts';
import { done, failed, type Check, type PendingCheck } from './check.ts';

/** Little enough to cost next to nothing; an answer that is cut off by it has shown that the protocol works. */
const PROBE_MAX_TOKENS = 16;
/** Somebody sits and waits: a gateway that is silent for this long has failed the check. */
export const MAX_SILENCE_MS = 20_000;
export const MAX_PROBE_MS = 60_000;

/** What the gateway lists, then one small completion over each protocol, all at once. */
export async function* checkGateway(
  { connection, settings }: Config,
  signal: AbortSignal,
): AsyncGenerator<PendingCheck, void, void> {
  const { source, rootUrl } = connection();
  yield done({ name: 'key', state: 'ok', finding: `found in ${source}; sent to ${rootUrl} only` });
  const patience = {
    idleTimeoutMs: Math.min(settings.idleTimeoutMs, MAX_SILENCE_MS),
    timeoutMs: Math.min(settings.timeoutMs, MAX_PROBE_MS),
  };
  const delegation = createDelegation({ connection, settings: { ...settings, ...patience } });
  yield { name: 'models', check: checkModels(delegation, signal) };
  const probes = PROTOCOL_NAMES.map((protocol) => startProbe(protocol, delegation, signal));
  yield* probes;
  await delegation.close();
  // What was asked here is of no use to anybody later.
  const runIds = await Promise.all(probes.map(({ runId }) => runId));
  for (const runId of runIds) if (runId !== null) await delegation.runs.remove(runId);
}

async function checkModels({ config, listModels }: Delegation, signal: AbortSignal): Promise<Check> {
  const name = 'models';
  const { model } = config.settings;
  try {
    const models = await listModels(signal);
    if (models.some(({ id }) => id === model)) {
      return { name, state: 'ok', finding: `${models.length} listed, ${model} among them` };
    }
    const usable = describeModels(models, { all: false, settings: config.settings }).map(({ id }) => id);
    return {
      name,
      state: 'warning',
      finding: `the default model ${model} is not listed`,
      next:
        usable.length > 0
          ? `Set DEEPSEEK_MODEL to one of: ${usable.join(', ')}.`
          : noneListed(config.settings),
    };
  } catch (error) {
    return failed(name, error);
  }
}

/** Only the protocol in use is needed; the others are worth knowing about. */
function startProbe(
  protocol: ProtocolName,
  delegation: Delegation,
  signal: AbortSignal,
): PendingCheck & { readonly runId: Promise<string | null> } {
  const isDefault = protocol === delegation.config.connection().protocol;
  const name = `protocol ${protocol}${isDefault ? ' (in use)' : ''}`;
  const outcome = delegation.delegate(
    { prompt: 'Reply with the word OK.', protocol, max_tokens: PROBE_MAX_TOKENS },
    { signal },
  );
  const failure = (error: unknown) => failed(name, error, isDefault ? 'failed' : 'warning');
  const check = outcome.then(({ receipt, error }): Check => {
    if (error) return failure(error);
    const seconds = (receipt.duration_ms / 1000).toFixed(1);
    return { name, state: 'ok', finding: `${receipt.model} answered in ${seconds} s` };
  }, failure);
  const runId = outcome.then(
    ({ receipt }) => receipt.run_id,
    () => null,
  );
  return { name, check, runId };
}
