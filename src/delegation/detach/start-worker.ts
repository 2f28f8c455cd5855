import { spawn, type ChildProcess } from 'node:child_process';
import type { Environment } from '../../config/config.ts';
import { DelegateError } from '../../errors.ts';
import type { DetachedJob, WorkerReply } from './job.ts';

interface WorkerOptions {
  readonly environment: Environment;
  /** Ends the worker as long as it has not answered. */
  readonly signal: AbortSignal;
}

/**
 * Starts a worker in a session of its own, without a terminal and without the pipes of this process, and gives it its
 * job. The channel between the two is closed once it has answered, so that neither notices the end of the other.
 *
 * @returns The id of the run that it has begun.
 * @throws {DelegateError} What the worker answers, or that it did not start.
 */
export async function startWorker(job: DetachedJob, { environment, signal }: WorkerOptions): Promise<string> {
  signal.throwIfAborted();
  const worker = spawn(process.execPath, [...execArguments(), process.argv[1] ?? '', 'worker'], {
    detached: true,
    env: { ...environment },
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    windowsHide: true,
  });
  const stop = () => void worker.kill();
  signal.addEventListener('abort', stop, { once: true });
  try {
    const reply = await ask(worker, job);
    if ('id' in reply) return reply.id;
    const { kind, what, next } = reply.refusal;
    throw new DelegateError(kind, what, next);
  } finally {
    signal.removeEventListener('abort', stop);
    if (worker.connected) worker.disconnect();
    worker.unref();
  }
}

/** A debugger's port is for one process. */
function execArguments(): string[] {
  return process.execArgv.filter((word) => !word.startsWith('--inspect'));
}

function ask(worker: ChildProcess, job: DetachedJob): Promise<WorkerReply> {
  return new Promise((resolve, reject) => {
    const fail = (reason: string) =>
      reject(
        new DelegateError(
          'configuration',
          `The worker of a detached run did not start (${reason}). Nothing was sent.`,
          'Call again without `detach`; if it happens again, tell the user.',
        ),
      );
    worker.once('message', (reply) => resolve(reply as WorkerReply));
    worker.once('error', (error: NodeJS.ErrnoException) => fail(error.code ?? error.name));
    worker.once('exit', (code, signal) => fail(signal ?? `exit code ${code}`));
    worker.send(job, (error) => {
      // Its end, which is reported too, says more.
      if (error && worker.exitCode === null) fail(error.name);
    });
  });
}
