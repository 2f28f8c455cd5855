import { symlinkSync } from 'node:fs';
import { Worker } from 'node:worker_threads';

const PROGRAM = `
  const { renameSync, rmSync } = require('node:fs');
  const { workerData } = require('node:worker_threads');
  const { folder, link, aside, stop } = workerData;
  const move = (from, to) => {
    while (Atomics.load(stop, 0) === 0) {
      try {
        return renameSync(from, to);
      } catch (error) {
        // While it was away, somebody has made the folder anew.
        if (!['EISDIR', 'ENOTEMPTY', 'EEXIST'].includes(error.code)) throw error;
        try {
          rmSync(to, { recursive: true, force: true });
        } catch (problem) {
          // And has put something into it again.
          if (problem.code !== 'ENOTEMPTY') throw problem;
        }
      }
    }
  };
  for (let turn = 0; Atomics.load(stop, 0) === 0; turn += 1) {
    move(folder, aside); move(link, folder);
    move(folder, link); move(aside, folder);
    // Now and then there is peace, so that something can be opened at all.
    if (turn % 10 === 0) Atomics.wait(stop, 0, 0, 1);
  }
`;

/** Swaps a folder for a link to the outside and back, as fast as it can, in a thread of its own. */
export function startSwapping(
  folder: string,
  outside: string,
): { isRunning: () => boolean } & AsyncDisposable {
  const [link, aside] = [`${folder}-link`, `${folder}-aside`];
  symlinkSync(outside, link, 'dir');
  const stop = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(PROGRAM, { eval: true, workerData: { folder, link, aside, stop } });
  let isRunning = true;
  const ended = new Promise<void>((resolve, reject) => {
    worker.once('error', reject);
    worker.once('exit', () => {
      isRunning = false;
      resolve();
    });
  });
  return {
    isRunning: () => isRunning,
    async [Symbol.asyncDispose]() {
      Atomics.store(stop, 0, 1);
      Atomics.notify(stop, 0);
      await ended;
    },
  };
}
