import { setTimeout as sleep } from 'node:timers/promises';
import type { Cell } from '../comparison.ts';
import type { Job } from '../contender.ts';
import { openSession } from '../session.ts';
import type { Script } from '../upstream/script.ts';
import { changePaths, countChanged, FILES, FROM, TO, writeFilesToChange } from './change-files.ts';
import { openStage, UNABLE, type Ready, type Scenario } from './scenario.ts';

const UNDER_WAY_MS = 1500;
const START_MS = 20_000;

/** A change of many files, and the program is killed when the model has written half of it. */
export const KILLED_CHANGE: Scenario = {
  measure: 'killed in the middle of the change of 12 files',
  async run(contender) {
    const { change, recover } = contender;
    if (!change) return UNABLE;
    let job: Job | undefined;
    const half = stopHalfway((asked) => job?.script(asked) ?? {});
    await using stage = await openStage(contender, half.script, writeFilesToChange);
    job = change(changePaths(stage.world), FROM, TO);
    void stage.session.ask(job.task);
    await half.isReached;
    await sleep(UNDER_WAY_MS);
    stage.session.kill();
    await sleep(UNDER_WAY_MS);
    const { changed, untouched } = await countChanged(stage.world);
    if (changed + untouched < FILES) return { text: 'a file is damaged', rank: 4 };
    if (changed > 0) return { text: `${changed} of ${FILES} files changed`, rank: 3 };
    if (!recover) return { text: 'nothing changed', rank: 2 };
    half.goOn();
    return await resume(contender, recover, stage);
  },
};

async function resume(
  contender: Ready,
  recover: NonNullable<Ready['recover']>,
  { command, world }: Awaited<ReturnType<typeof openStage>>,
): Promise<Cell> {
  const task = await recover(command);
  await using later = await openSession(contender, command);
  await later.ask(task);
  const { changed } = await countChanged(world);
  return changed === FILES
    ? { text: 'nothing changed; resumed, and all changed', rank: 1 }
    : { text: 'nothing changed', rank: 2 };
}

interface Halfway {
  readonly script: Script;
  readonly isReached: Promise<void>;
  /** The other half of the text is written to whoever asks again. */
  readonly goOn: () => void;
}

/** The model falls into endless words after half of its text, or of the files where it edits one by one. */
function stopHalfway(script: Script): Halfway {
  let reach: (() => void) | undefined;
  let isOver = false;
  const isReached = new Promise<void>((resolve, reject) => {
    reach = resolve;
    setTimeout(() => reject(new Error('it never was halfway')), START_MS).unref();
  });
  return {
    isReached,
    goOn: () => (isOver = true),
    script(asked) {
      const answer = script(asked);
      if (asked.toolNames.length > 0 && asked.results < FILES) return answer;
      if (asked.toolNames.length > 0) {
        reach?.();
        return { text: 'Let me think.', ending: 'endless' };
      }
      const { text = '' } = answer;
      const middle = text.indexOf('\n', text.length / 2) + 1;
      if (isOver) return { text: text.slice(middle) };
      if (middle === 0) return answer;
      reach?.();
      return { text: text.slice(0, middle), ending: 'silent' };
    },
  };
}
