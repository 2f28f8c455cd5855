import { array, assert, dictionary, nat, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { completeJson } from '../../../src/delegation/explore/complete-json.ts';
import { PROJECT_FUNCTION } from '../../../src/delegation/explore/function.ts';
import { readProjectCall } from '../../../src/delegation/explore/project-call.ts';

const read = (given: string) => readProjectCall(PROJECT_FUNCTION.function.name, given);

describe('a call of the function', () => {
  it('reads each action', () => {
    expect(read('{"action":"list"}')).toEqual({ action: 'list', path: '.', from: undefined });
    expect(read('{"action":"search","pattern":"a{2","path":null}')).toEqual({
      action: 'search',
      path: '.',
      pattern: 'a{2',
      from: undefined,
    });
    expect(read('{"action":"read","path":"a.ts","from":"3","to":9}')).toEqual({
      action: 'read',
      path: 'a.ts',
      from: 3,
      to: 9,
    });
  });

  it('repairs arguments whose end is missing', () => {
    expect(read('{"action":"read","path":"src/a.ts"')).toMatchObject({ path: 'src/a.ts' });
    expect(read('{"action":"search","pattern":"retry')).toMatchObject({ pattern: 'retry' });
  });

  it.each([
    ['{"action":"search"}', 'pattern'],
    ['{"action":"read"}', 'path'],
    ['{"action":"read","path":"a","from":9,"to":3}', 'after'],
    ['{"action":"read","path":"a","from":-1}', 'from'],
    ['{"action":"read","path":"a","from":"x"}', 'from'],
    ['{"action":"delete","path":"a"}', 'action'],
    ['{"path":"a"}', 'action'],
    ['{action: list}', 'JSON'],
    ['', 'JSON'],
    ['null', 'arguments'],
    ['[]', 'action'],
  ])('answers %s with the right call', (given, named) => {
    const { problem } = read(given) as { problem: string };
    expect(problem).toContain(named);
    const example = /\{.*?\}/.exec(problem)?.[0] ?? '';
    expect(read(example)).not.toHaveProperty('problem');
  });

  it('names the only function there is', () => {
    expect(readProjectCall('bash', '{"action":"list"}')).toHaveProperty('problem');
  });
});

it('completes the JSON of any value that lost only closing marks', () => {
  assert(
    property(dictionary(string(), array(string())), nat(), (value, cut) => {
      const whole = JSON.stringify(value);
      const marks = /[}\]"]*$/.exec(whole)?.[0].length ?? 0;
      const completed = completeJson(whole.slice(0, whole.length - (cut % (Math.min(marks, 2) + 1))));
      expect(JSON.stringify(completed)).toBe(whole);
    }),
  );
});
