import type { Receipt } from '../../runs/receipt.ts';

const NUMBER = new Intl.NumberFormat('en');
const COMPACT = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });
const MOMENT = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short' });

export function count(value: number): string {
  return NUMBER.format(value);
}

/** 1.2M. */
export function compact(value: number): string {
  return COMPACT.format(value);
}

/** @returns `1 file`, `2 files`. */
export function plural(value: number, noun: string): string {
  return `${count(value)} ${noun}${value === 1 ? '' : 's'}`;
}

export function share(part: number, whole: number): string {
  return whole > 0 ? `${Math.round((100 * part) / whole)} %` : '–';
}

export function duration(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 100) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 100 ? `${minutes} min` : `${Math.round(minutes / 60)} h`;
}

export function bytes(value: number): string {
  return value < 1000 ? `${value} B` : `${compact(value / 1000)} KB`;
}

/** In the time zone of the reader. */
export function moment(at: string): string {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? at : MOMENT.format(date);
}

export function ago(at: string, nowMs = Date.now()): string {
  const ms = nowMs - Date.parse(at);
  if (!(ms > 60_000)) return 'just now';
  return ms < 36 * 3_600_000 ? `${duration(ms)} ago` : `${Math.round(ms / 86_400_000)} days ago`;
}

export function cost(given: Receipt['cost']): string | undefined {
  if (!given) return undefined;
  const digits = given.amount >= 0.1 ? 2 : 4;
  return `${given.estimated ? 'about ' : ''}${given.amount.toFixed(digits)} ${given.currency}`;
}

export function tokens(usage: Receipt['usage']): string | undefined {
  if (!usage) return undefined;
  const { input_tokens: input, output_tokens: output } = usage;
  return `${input === null ? '?' : compact(input)} in + ${output === null ? '?' : compact(output)} out`;
}
