import type { Command } from '../support/server.ts';
import type { Script } from './upstream/script.ts';
import type { World } from './world.ts';

/** What a program is asked: a call of a tool, or the words of a command line. */
export type Task =
  | { readonly tool: string; readonly args: Readonly<Record<string, unknown>> }
  | { readonly words: readonly string[] };

/** A task, and what the model says to it. */
export interface Job {
  readonly task: Task;
  readonly script: Script;
}

/** What can be asked of a program; what is absent it cannot do. */
export interface Abilities {
  readonly answer: (prompt: string) => Task;
  /** The content of a file reaches the model. */
  readonly read?: (file: string) => Job;
  /** The line `from` becomes `to` in each of the files. */
  readonly change?: (files: readonly string[], from: string, to: string) => Job;
  /** The check fails after the line `wrong`, and passes after the line `right`. */
  readonly fix?: (file: string, lines: { broken: string; wrong: string; right: string }) => Job;
  /** Where a word occurs. */
  readonly find?: (word: string, file: string) => Job;
  /** Starts a run that is not bound to the server; what it answers says how to collect the text. */
  readonly detach?: { readonly task: Task; readonly collect: (answer: string) => Task };
  /** Asks a new server for the text of the run that died with the old one. */
  readonly recover?: (command: Command) => Promise<Task>;
}

/** A program that is measured, as it comes out of its registry. */
export interface Contender extends Abilities {
  readonly name: string;
  readonly version: string;
  /** A server is asked over MCP; an agent runs once for each task, and prints its answer. */
  readonly kind: 'server' | 'agent';
  /** Installs it where it is not yet installed; and how to start it. */
  readonly install: () => Promise<Installed>;
}

export interface Installed {
  /** On disk. */
  readonly bytes: number;
  readonly command: string;
  readonly args: readonly string[];
  /** Without `url`, nothing is said of where the model is. */
  readonly environment: (world: World, url: string | undefined) => Readonly<Record<string, string>>;
  /** Writes what it reads of its user's home. */
  readonly prepare?: (world: World, url: string) => Promise<void>;
}

export const KEY = 'bench-key-0123456789';
export const MODEL = 'deepseek-v4-pro';
