const WINDOW_MS = 3000;
/** A rate over less says little. */
const LEAST_MS = 300;

export interface Rate {
  add(amount: number): void;
  /** Of the last three seconds, rounded. */
  perSecond(): number;
}

export function startRate(now: () => number): Rate {
  let added: { atMs: number; amount: number }[] = [];
  let since: number | undefined;
  const forgetOld = () => {
    const first = added.findIndex(({ atMs }) => atMs > now() - WINDOW_MS);
    added = first === -1 ? [] : added.slice(first);
  };
  return {
    add(amount) {
      const atMs = now();
      since ??= atMs;
      const last = added.at(-1);
      // What is read at once counts as one, so that there are never many.
      if (last && atMs - last.atMs < LEAST_MS / 10) last.amount += amount;
      else {
        forgetOld();
        added.push({ atMs, amount });
      }
    },
    perSecond() {
      forgetOld();
      const elapsedMs = Math.min(WINDOW_MS, now() - (since ?? now()));
      if (elapsedMs < LEAST_MS) return 0;
      return Math.round((1000 * added.reduce((sum, { amount }) => sum + amount, 0)) / elapsedMs);
    },
  };
}
