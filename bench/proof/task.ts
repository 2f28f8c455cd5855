import type { SandboxOptions } from '../../src/sandbox/sandbox.ts';
import type { Script } from './caller/script.ts';

/** A piece of work that is done twice: by the client alone, and with DeepSeek. */
export interface Task {
  readonly slug: string;
  /** As a line of the table. */
  readonly name: string;
  /** What the user asks; the same both times. */
  readonly prompt: string;
  /** The project, committed to a repository of its own. */
  readonly files: Readonly<Record<string, string>>;
  /** Changed after the commit. */
  readonly changed?: Readonly<Record<string, string>>;
  /** What the client's model does alone. */
  readonly alone: Script;
  /** What it does with our tools. */
  readonly delegated: Script;
  /** What alone it must have read before it can know the answer. */
  readonly evidence: readonly string[];
  /** What DeepSeek answers, from what it was sent. */
  readonly deepseek: Pick<SandboxOptions, 'answer' | 'look'>;
  /** The check that the server may run, as a command line. */
  readonly checkCommand?: string;
  /** @throws Where the work is not done. */
  readonly verify: (end: End) => Promise<void> | void;
}

/** What a run left behind. */
interface End {
  /** The text of a file of the project. */
  readonly read: (path: string) => string;
  /** Runs a command line in the project. @throws Where it fails. @returns Its output. */
  readonly run: (command: string) => string;
  /** What the client's model said last. */
  readonly lastWord: string;
}
