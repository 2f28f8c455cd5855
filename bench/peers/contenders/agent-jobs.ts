import type { Abilities, Task } from '../contender.ts';
import type { Asked, ModelAnswer, ModelCall } from '../upstream/script.ts';

/** The functions of an agent, by what is done with them. */
export interface Vocabulary {
  readonly read: (file: string) => ModelCall;
  readonly edit: (file: string, from: string, to: string) => ModelCall;
  readonly run: (command: string) => ModelCall;
  readonly search: (word: string) => ModelCall;
}

const DONE = 'Done.';

/** What a model would do with these functions, one call in each answer. */
export function agentJobs(toTask: (prompt: string) => Task, functions: Vocabulary): Abilities {
  const { read, edit, run, search } = functions;
  return {
    answer: toTask,
    read: (file) => ({ task: toTask(`Summarise ${file}.`), script: follow([read(file)]) }),
    change: (files, from, to) => ({
      task: toTask(`In src/*.js, replace the line "${from}" by "${to}".`),
      script: follow(
        files.flatMap((file) => [read(file), edit(file, from, to)]),
        `Done: in each of the ${files.length} files in src/ the line is replaced.`,
      ),
    }),
    fix: (file, { broken, wrong, right }) => ({
      task: toTask('Make "node check.mjs" pass.'),
      script: follow(
        [
          read(file),
          edit(file, broken, wrong),
          run('node check.mjs'),
          edit(file, wrong, right),
          run('node check.mjs'),
        ],
        'Done: sum() adds its arguments again, and the check passes.',
      ),
    }),
    find: (word, file) => ({
      task: toTask(`Where is ${word} used?`),
      script: follow([search(word), read(file)], `In ${file}.`),
    }),
  };
}

/** One step for each result so far; what offers no functions, such as a request for a title, is answered in words. */
function follow(calls: readonly ModelCall[], last = DONE): (asked: Asked) => ModelAnswer {
  return ({ toolNames, results }) => {
    const call = toolNames.length > 0 ? calls[results] : undefined;
    return call ? { call } : { text: last };
  };
}
