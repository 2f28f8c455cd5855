/** What a contender asked the model, over whichever wire. */
export interface Asked {
  /** Functions that the model may call; empty for side requests, such as one for a title. */
  readonly toolNames: readonly string[];
  /** Results of tool calls so far: the step at which an agent's work is. */
  readonly results: number;
  /** The whole request body. */
  readonly body: string;
}

export interface ModelCall {
  readonly name: string;
  readonly arguments: object;
}

/** How an answer ends: whole, at once or at a pace; cut off; or by a fault. */
export type Ending =
  | 'stop'
  | 'paced'
  | 'length'
  | 'lost'
  | 'unfinished'
  | 'silent'
  | 'error-event'
  | 'endless';

export interface ModelAnswer {
  readonly text?: string;
  /** One at most: RunAPI has verified no parallel calls. */
  readonly call?: ModelCall;
  /** `stop` where absent. */
  readonly ending?: Ending;
}

/** A model whose answers are written beforehand: what is measured is the program around it. */
export type Script = (asked: Asked) => ModelAnswer;

export const USAGE = { input: 1000, output: 100 };
export const ERROR_MESSAGE = 'The service is overloaded.';
