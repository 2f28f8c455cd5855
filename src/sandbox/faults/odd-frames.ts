import { THOUGHT } from './faulty-answer.ts';
import type { FaultName } from '../faults.ts';
import type { Frame } from '../wires/wire.ts';

const EMPTY_EVENTS = 'data: null\n\ndata:\n\nevent: keepalive\ndata: still here\n\n';

/** The frames of an answer as those faults make them that are in how the wire is written, over any wire. */
export function withOddities(frames: Iterable<Frame>, fault: FaultName | undefined): Iterable<Frame> {
  switch (fault) {
    case 'empty-events':
      return flatMap(frames, (frame) => [{ kind: 'start', data: EMPTY_EVENTS }, frame]);
    case 'odd-usage':
      return rewrite(frames, /"(\w*(?:tokens|TokenCount))":(\d+)/g, '"$1":"$2"');
    case 'reasoning-field':
      return rewrite(frames, /"reasoning_content"/g, '"reasoning"');
    case 'think-tags': {
      const thought = new Set<string>(THOUGHT);
      return flatMap(frames, (frame) => [thought.has(frame.text ?? '') ? { ...frame, text: '' } : frame]);
    }
    case 'early-finish':
      return finishEarly([...frames]);
    case 'no-last-blank-line': {
      const all = [...frames];
      return all.map((frame) => (frame === all.at(-1) ? { ...frame, data: frame.data.trimEnd() } : frame));
    }
    default:
      return frames;
  }
}

function rewrite(frames: Iterable<Frame>, pattern: RegExp, by: string): Iterable<Frame> {
  return flatMap(frames, (frame) => [{ ...frame, data: frame.data.replace(pattern, by) }]);
}

function* flatMap(frames: Iterable<Frame>, change: (frame: Frame) => Frame[]): Generator<Frame> {
  for (const frame of frames) yield* change(frame);
}

/** What is to end the answer comes before its text, too. */
function finishEarly(frames: readonly Frame[]): Frame[] {
  const finish = frames
    .filter(({ kind }) => kind === 'finish')
    .map((frame) => ({ ...frame, kind: 'start' as const }));
  const first = frames.findIndex(({ kind }) => kind === 'text');
  return first === -1 ? [...frames] : [...frames.slice(0, first), ...finish, ...frames.slice(first)];
}
