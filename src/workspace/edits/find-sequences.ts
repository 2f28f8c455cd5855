/** A sequence of symbols that is looked for, and how many of its symbols make a whole one: it may have several ends. */
export interface Pattern {
  readonly symbols: readonly number[];
  readonly ends: readonly number[];
}

/** Where the first symbols of a pattern, up to one of its ends, stand in a sequence. */
export interface Found {
  /** Where they begin: the first few places, no more than `MAX_STARTS`. */
  readonly starts: number[];
}

/** Whether something stands once, more often or nowhere is all that counts; a few places are shown. */
export const MAX_STARTS = 4;

/**
 * Finds many patterns in one sequence at once (Aho and Corasick): in time linear in both, whatever they are, where
 * one search for each would take hours for an answer that means harm.
 *
 * @param sequence - Numbers from 0; what a pattern has beyond them is below 0.
 * @param accepts - Whether a place counts.
 * @returns For each pattern, one result for each of its ends.
 */
export function findSequences(
  sequence: readonly number[],
  patterns: readonly Pattern[],
  accepts: (pattern: number, start: number) => boolean,
): Found[][] {
  const found = patterns.map(({ ends }) => ends.map((): Found => ({ starts: [] })));
  const trie = buildTrie(sequence, patterns);
  let node = 0;
  for (const [index, symbol] of sequence.entries()) {
    node = trie.step(node, symbol);
    for (let out = trie.firstOutput(node); out !== 0; out = trie.nextOutput(out)) {
      let isFull = true;
      for (const { pattern, end, length } of trie.outputsOf(out)) {
        const starts = found[pattern]?.[end]?.starts ?? [];
        const start = index + 1 - length;
        if (starts.length < MAX_STARTS && accepts(pattern, start)) starts.push(start);
        isFull &&= starts.length === MAX_STARTS;
      }
      if (isFull) trie.drop(out);
    }
  }
  return found;
}

interface Output {
  readonly pattern: number;
  readonly end: number;
  readonly length: number;
}

function buildTrie(sequence: readonly number[], patterns: readonly Pattern[]) {
  const symbolCount = sequence.reduce((most, symbol) => Math.max(most, symbol), 0) + 1;
  const edges = new Map<number, number>();
  const edge = (node: number, symbol: number) => edges.get(node * symbolCount + symbol);
  const outputs = new Map<number, Output[]>();
  // By node, in the order in which they were made; the root is 0.
  const [parents, symbols, depths] = [[0], [-1], [0]];

  for (const [pattern, { symbols: sought, ends }] of patterns.entries()) {
    let [node, length] = [0, 0];
    for (const [end, wanted] of ends.entries()) {
      for (; length < wanted; length += 1) {
        const symbol = sought[length] ?? -1;
        if (symbol < 0 || length >= sequence.length) break;
        let next = edge(node, symbol);
        if (next === undefined) {
          next = parents.push(node) - 1;
          symbols.push(symbol);
          depths.push(length + 1);
          edges.set(node * symbolCount + symbol, next);
        }
        node = next;
      }
      if (length < wanted) break;
      const list = outputs.get(node);
      if (list) list.push({ pattern, end, length });
      else outputs.set(node, [{ pattern, end, length }]);
    }
  }

  const fails = new Int32Array(parents.length);
  const nextOutputs = new Int32Array(parents.length);
  const step = (from: number, symbol: number): number => {
    for (let node = from; ; node = fails[node] ?? 0) {
      const next = edge(node, symbol);
      if (next !== undefined || node === 0) return next ?? 0;
    }
  };
  for (const node of byDepth(depths)) {
    const [parent, symbol] = [parents[node] ?? 0, symbols[node] ?? -1];
    const failure = parent === 0 ? 0 : step(fails[parent] ?? 0, symbol);
    fails[node] = failure;
    nextOutputs[node] = outputs.has(failure) ? failure : (nextOutputs[failure] ?? 0);
  }
  /** Skips outputs that were dropped, and remembers the shorter way. */
  const resolve = (from: number): number => {
    let end = from;
    while (end !== 0 && !outputs.has(end)) end = nextOutputs[end] ?? 0;
    for (let node = from; node !== end && node !== 0;) {
      const next = nextOutputs[node] ?? 0;
      nextOutputs[node] = end;
      node = next;
    }
    return end;
  };
  return {
    step,
    firstOutput: resolve,
    nextOutput: (node: number) => resolve(nextOutputs[node] ?? 0),
    outputsOf: (node: number) => outputs.get(node) ?? [],
    drop: (node: number) => outputs.delete(node),
  };
}

/** All nodes but the root, those nearer to it first. */
function byDepth(depths: readonly number[]): number[] {
  const levels: number[][] = [];
  for (let node = 1; node < depths.length; node += 1) (levels[depths[node] ?? 0] ??= []).push(node);
  return levels.flat();
}
