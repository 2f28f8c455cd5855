import { Unsupported, type Assertion, type Node, type Ranges } from './node.ts';

/** One step of an automaton; the one after it is the next, unless it says otherwise. */
export type Step =
  | { readonly kind: 'set'; readonly ranges: Ranges }
  | { readonly kind: 'fork'; to: readonly number[] }
  | { readonly kind: 'assertion'; readonly of: Assertion }
  | { readonly kind: 'match' };

/** More take too much time for each character. */
const MAX_STEPS = 4000;
const MAX_COMPILED = 20_000;

/** The steps of an expression, with those of repeated parts written out. */
export function toProgram(node: Node): Step[] {
  const steps: Step[] = [];
  let compiled = 0;
  const add = <S extends Step>(step: S): S => {
    if (steps.push(step) > MAX_STEPS) throw new Unsupported('too large');
    return step;
  };
  const fork = () => add({ kind: 'fork', to: [] as readonly number[] });
  const compile = (part: Node): void => {
    // Also parts without a step take time to repeat.
    if ((compiled += 1) > MAX_COMPILED) throw new Unsupported('too large');
    if (part.kind === 'set') add({ kind: 'set', ranges: part.ranges });
    else if (part.kind === 'assertion') add({ kind: 'assertion', of: part.of });
    else if (part.kind === 'repeat') repeat(part);
    else if (part.kind === 'choice') choose(part.parts);
    else for (const each of part.parts) compile(each);
  };
  const choose = (parts: readonly Node[]) => {
    const start = fork();
    const ends = parts.map((part) => {
      start.to = [...start.to, steps.length];
      compile(part);
      return fork();
    });
    for (const end of ends) end.to = [steps.length];
  };
  const repeat = ({ part, min, max }: Extract<Node, { kind: 'repeat' }>) => {
    for (let count = 0; count < min; count += 1) compile(part);
    if (max === Infinity) {
      const at = steps.length;
      const start = fork();
      compile(part);
      fork().to = [at];
      start.to = [at + 1, steps.length];
      return;
    }
    const exits = [];
    for (let count = min; count < max; count += 1) {
      const at = steps.length;
      const start = fork();
      exits.push({ start, at });
      compile(part);
    }
    for (const { start, at } of exits) start.to = [at + 1, steps.length];
  };
  compile(node);
  add({ kind: 'match' });
  return steps;
}
