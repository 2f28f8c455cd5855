import type { Receipt } from '../../runs/receipt.ts';
import { element, foreign } from './dom.ts';
import { bytes, cost, count, duration, plural } from './format.ts';
import { visibleLine } from './visible-text.ts';

/** The receipt as names and values; what is unknown is omitted. */
export function receiptView(receipt: Receipt): HTMLElement {
  const { usage, duration_ms, attempts, time_to_first_token_ms: first } = receipt;
  const entries: [string, string | null | undefined][] = [
    ['Finish reason', receipt.finish_reason],
    ['Incomplete', receipt.incomplete_reason],
    ['Model', receipt.model],
    ['Protocol', receipt.protocol],
    ['Duration', duration(duration_ms)],
    ['First token', first === null ? null : duration(first)],
    ['Requests', String(attempts)],
    ['Input tokens', tokenCount(usage?.input_tokens, usage?.cached_input_tokens, 'cached')],
    ['Output tokens', tokenCount(usage?.output_tokens, usage?.reasoning_tokens, 'reasoning')],
    ['Cost', cost(receipt.cost)],
    ['Check', describeCheck(receipt.check)],
    ['Conversation', receipt.conversation_id],
    ['Request id', receipt.request_id],
    ['Saved to', receipt.saved_to && `${receipt.saved_to.path} (${bytes(receipt.saved_to.bytes)})`],
  ];
  const shown = entries.filter((entry): entry is [string, string] => Boolean(entry[1]));
  return element(
    'dl',
    { class: 'facts' },
    ...shown.map(([name, value]) =>
      element('div', {}, element('dt', {}, name), element('dd', {}, foreign(visibleLine(value)))),
    ),
  );
}

function describeCheck(check: Receipt['check']): string | null {
  if (!check) return null;
  const { name, exit_code: code, duration_ms, rounds } = check;
  const end =
    code === 0 ? 'passed' : code === null ? 'did not come to its end' : `failed (exit code ${code})`;
  return `${name} ${end}, ${plural(rounds, 'attempt')}, ${duration(duration_ms)}`;
}

function tokenCount(all: number | null | undefined, part: number | null | undefined, name: string) {
  if (all === null || all === undefined) return undefined;
  return part === null || part === undefined ? count(all) : `${count(all)} (${count(part)} ${name})`;
}

/** Files that were sent or read. */
export function filesView(files: NonNullable<Receipt['files']>): HTMLElement {
  return element(
    'ul',
    { class: 'files' },
    ...files.map((file) => element('li', {}, foreign(visibleLine(file.path)), ` ${bytes(file.bytes)}`)),
  );
}

type Explored = NonNullable<Receipt['explored']>;

export function exploredTitle({ files, rounds, refused }: Explored): string {
  const refusals = refused > 0 ? `, ${count(refused)} refused` : '';
  return `Files read by exploring (${count(files.length)} in ${plural(rounds, 'round')}${refusals})`;
}

/** What DeepSeek has read by itself. */
export function exploredView(files: Explored['files']): HTMLElement {
  return element(
    'ul',
    { class: 'files' },
    ...files.map(({ path, bytes: size, ranges }) => {
      const lines = ranges.map(({ from, to }) => `${from}–${to}`).join(', ');
      return element('li', {}, foreign(visibleLine(path)), ` ${bytes(size)}${lines && `, lines ${lines}`}`);
    }),
  );
}

/** Files that were created, changed or deleted. */
export function editedView(edited: NonNullable<Receipt['edited']>): HTMLElement {
  return element(
    'ul',
    { class: 'files' },
    ...edited.map(({ path, action, added, removed }) =>
      element(
        'li',
        {},
        foreign(visibleLine(path)),
        ` ${action}, ${plural(added, 'line')} added, ${count(removed)} removed`,
      ),
    ),
  );
}
