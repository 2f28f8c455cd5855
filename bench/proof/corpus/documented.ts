import type { Change } from '../caller/script.ts';
import { spread, writtenSources, type Source } from './sources.ts';

/** A module whose exported functions have lost their documentation. */
export interface Undocumented {
  readonly path: string;
  readonly text: string;
  /** What puts it back. */
  readonly changes: readonly Change[];
  /** The module as its author wrote it. */
  readonly documented: string;
}

const DOCUMENTED = /^(\/\*\*(?:(?!\*\/)[^])*\*\/)\n(export (?:async )?function .*)$/gm;

export function undocumentedSources(count: number): Undocumented[] {
  const fit = writtenSources({ minBytes: 1500, maxBytes: 7500 }).map(strip).filter(isUseful);
  return spread(fit, count);
}

function strip({ path, text }: Source): Undocumented {
  const changes = [...text.matchAll(DOCUMENTED)].map(([whole, , line = '']) => ({
    before: line,
    after: whole,
  }));
  return { path, documented: text, changes, text: text.replaceAll(DOCUMENTED, '$2') };
}

/** Several functions, all of them documented. */
function isUseful({ text, changes }: Undocumented): boolean {
  const functions = text.match(/^export (?:async )?function /gm)?.length ?? 0;
  return changes.length >= 3 && changes.length === functions;
}
