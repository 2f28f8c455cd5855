import type { CallerWire } from '../caller/model-server.ts';

/** Where one run takes place. */
export interface Stage {
  readonly home: string;
  readonly project: string;
  readonly modelUrl: string;
  /** The environment of our server; none where the client is to work alone. */
  readonly server: Readonly<Record<string, string>> | undefined;
}

/** A client program, and how it is led. */
export interface Client {
  readonly name: string;
  readonly version: string;
  readonly slug: string;
  readonly wire: (project: string) => CallerWire;
  /** One conversation without a person. @throws Where the program fails. */
  readonly converse: (stage: Stage, prompt: string) => Promise<void>;
}
