import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { writeInstructions } from '../../src/mcp/instructions.ts';

test('the instructions name the checks before anything else that is configured', () => {
  const instructions = writeInstructions({ checks: ['test', 'lint'] });

  expect(instructions).toMatch(/\(argument check\): test, lint\.\n- DeepSeek sees only/);
  expect(instructions).toContain('INCOMPLETE');
});

test('without checks there is no word of them, and no blank line in their place', () => {
  expect(writeInstructions({ checks: [] })).not.toMatch(/check\)|\{|\n\n-/);
});

test('the instructions fit the 2,048 bytes that clients show, whatever the checks are called', () => {
  fc.assert(
    fc.property(fc.array(fc.stringMatching(/^[a-z0-9_$&]{1,200}$/), { maxLength: 300 }), (checks) => {
      const instructions = writeInstructions({ checks });

      expect(Buffer.byteLength(instructions)).toBeLessThanOrEqual(2048);
      expect(instructions.endsWith(writeInstructions({ checks: [] }).slice(-200))).toBe(true);
    }),
  );
});

test('ten names of usual length have room', () => {
  const checks = Array.from({ length: 10 }, (_, place) => `integration_${place}`);

  expect(writeInstructions({ checks })).toContain(checks.join(', '));
});
