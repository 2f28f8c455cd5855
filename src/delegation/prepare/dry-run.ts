import { EMPTY_COMPLETION } from '../../chat/completion.ts';
import { expectedTextTokens, expectedTokens } from '../../chat/expected-tokens.ts';
import type { ChatRequest } from '../../chat/request.ts';
import type { Settings } from '../../config/config.ts';
import { DelegateError } from '../../errors.ts';
import type { SkippedFile } from '../../workspace/read/skipped.ts';
import type { ChatArguments } from '../arguments/arguments.ts';
import type { DelegationContext } from '../context.ts';
import { planFanOut } from '../fan-out/plan.ts';
import type { Outcome } from '../present/outcome.ts';
import { prepare, type PreparedRun } from './prepare.ts';
import { toReceipt } from '../present/receipt.ts';

type DryRunContext = Pick<DelegationContext, 'config' | 'conversations'>;

/** What a call would send. */
interface Forecast {
  readonly request: Pick<ChatRequest, 'model' | 'protocol' | 'max_tokens'>;
  readonly requests: number;
  readonly inputTokens: number;
  /** Of the input tokens, those that the prefix cache can serve; undefined for a single request. */
  readonly cachedTokens?: number;
  readonly files: readonly { path: string; bytes: number; sha256: string }[];
  readonly skipped: readonly SkippedFile[];
  readonly notes: readonly string[];
  /** Most rounds of exploring; null where there are none. */
  readonly maxRounds: number | null;
}

const SHOWN_FILES = 50;

/**
 * What a call would send and what would bound it. Nothing leaves the machine, nothing is written, and no key is needed.
 *
 * @throws {DelegateError} What the call itself would throw before anything is sent.
 */
export async function dryRun(
  given: ChatArguments,
  { signal }: { signal: AbortSignal },
  context: DryRunContext,
): Promise<Outcome> {
  if (given.run_id !== undefined) {
    throw new DelegateError(
      'input',
      'dry_run was given together with run_id, but a run keeps what it has sent.',
      'Omit one of them.',
    );
  }
  const startedAt = performance.now();
  const forecast = given.for_each
    ? await forecastFanOut(given, signal, context)
    : await forecastOne(given, signal, context);
  const { request, files, inputTokens } = forecast;
  return {
    completion: { ...EMPTY_COMPLETION, text: describe(forecast, context, given.check) },
    receipt: toReceipt({
      model: request.model,
      protocol: request.protocol,
      status: 'dry_run',
      attempts: 0,
      duration_ms: Math.round(performance.now() - startedAt),
      files: files.length > 0 ? [...files] : null,
    }),
    error: undefined,
    offset: 0,
    notes: [countRequests(forecast), `about ${inputTokens} input tokens`],
    isForFile: false,
    isJson: false,
  };
}

async function forecastOne(
  given: ChatArguments,
  signal: AbortSignal,
  context: DryRunContext,
): Promise<Forecast> {
  const prepared = await prepare(given, context, { signal });
  return {
    request: prepared.request,
    requests: 1,
    inputTokens: tokensOf(prepared),
    files: prepared.plan.destination.files ?? [],
    skipped: prepared.skipped,
    notes: prepared.notes,
    maxRounds: prepared.plan.destination.explore?.maxRounds ?? null,
  };
}

async function forecastFanOut(
  given: ChatArguments,
  signal: AbortSignal,
  context: DryRunContext,
): Promise<Forecast> {
  const { items, shared, skipped } = await planFanOut(given, context, signal);
  const open = items.filter(({ isDone, problem }) => !isDone && !problem);
  const done = items.filter(({ isDone }) => isDone);
  const files = [...shared.files];
  let inputTokens = 0;
  const failures: { path: string; error: DelegateError }[] = [];
  let request: Forecast['request'] | undefined;
  for (const item of open) {
    const prepared = await prepare(item.given, context, { signal, shared }).catch((error: unknown) => {
      if (!(error instanceof DelegateError)) throw error;
      failures.push({ path: item.path, error });
    });
    if (!prepared) continue;
    request ??= prepared.request;
    inputTokens += tokensOf(prepared);
    const own = prepared.plan.destination.files?.slice(shared.files.length) ?? [];
    files.push(...(own as typeof files));
  }
  // A run goes on without a file that cannot be sent, as long as there are others.
  if (!request && failures[0]) throw failures[0].error;
  if (!request) request = (await prepare({ ...given, files: [] }, context, { signal })).request;
  const sharedTokens = expectedTextTokens(`${given.system ?? ''}${shared.text}`);
  return {
    request,
    requests: open.length - failures.length,
    inputTokens,
    // What the first two have in common is stored after the second.
    cachedTokens: Math.round(sharedTokens * Math.max(0, open.length - failures.length - 2)),
    files,
    skipped,
    notes: [
      ...(done.length > 0 ? [`${done.length} files are skipped: their output exists`] : []),
      ...items.flatMap(({ problem }) => problem ?? []),
      ...failures.slice(0, SHOWN_FILES).map(({ path, error }) => `would fail: ${path}: ${error.what}`),
    ],
    maxRounds: null,
  };
}

function describeCheck(name: string, { checks }: Settings): string {
  return `check: ${name} (${checks.commands.get(name)}), at most ${checks.timeoutMs / 1000} s, run up to 3 times with a request before each repeat`;
}

function tokensOf({ request }: PreparedRun): number {
  const tools = request.tools?.length ? expectedTextTokens(JSON.stringify(request.tools)) : 0;
  return expectedTokens(request.messages) + Math.round(tools);
}

/** How often DeepSeek looks into the project is known to nobody. */
function countRequests({ requests, maxRounds }: Forecast): string {
  if (maxRounds !== null) return `1 to ${maxRounds + 1} requests`;
  return requests === 1 ? '1 request' : `${requests} requests`;
}

function describe(forecast: Forecast, { config }: DryRunContext, check: string | undefined): string {
  const { request, maxRounds, inputTokens, cachedTokens, files, skipped, notes } = forecast;
  const { settings } = config;
  const share = cachedTokens && inputTokens > 0 ? Math.round((100 * cachedTokens) / inputTokens) : 0;
  const budgets = settings.budgets.map(({ tokens, per }) => `${tokens} tokens per ${per}`);
  const bounds = [
    `output: ${request.max_tokens === undefined ? 'no max_tokens' : `at most ${request.max_tokens} tokens each`}`,
    `time: ${settings.timeoutMs / 1000} s each`,
    `files${maxRounds === null ? '' : ' and what is explored'}: ${settings.maxInputBytes} bytes`,
    ...(maxRounds === null ? [] : [`explore: at most ${maxRounds} rounds`]),
    `budget: ${budgets.join(', ') || 'none'}`,
    ...(check === undefined ? [] : [describeCheck(check, settings)]),
  ];
  const hidden = files.length - SHOWN_FILES;
  return [
    `Nothing was sent. The call would send ${countRequests(forecast)} to ${request.model} with about ${inputTokens} input tokens${maxRounds === null ? '' : ' in the first'} (an estimate, usually within 10 %).`,
    ...(cachedTokens === undefined ? [] : [`The prefix cache can serve about ${share} % of them.`]),
    ...(files.length > 0
      ? [
          [
            '| file | bytes |',
            '| --- | --- |',
            ...files.slice(0, SHOWN_FILES).map(({ path, bytes }) => `| ${path} | ${bytes} |`),
          ].join('\n'),
        ]
      : []),
    ...(hidden > 0 ? [`(and ${hidden} more files)`] : []),
    ...(skipped.length > 0
      ? [
          [
            'Skipped:',
            ...skipped.slice(0, SHOWN_FILES).map(({ path, reason }) => `- ${path} ${reason}`),
          ].join('\n'),
        ]
      : []),
    ...notes.filter((note) => !note.startsWith('skipped: ')),
    `Bounds: ${bounds.join('; ')}.`,
  ].join('\n\n');
}
