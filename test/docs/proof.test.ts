import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { drawProof } from '../../bench/proof/draw.ts';
import { toMarkdown } from '../../bench/proof/markdown.ts';
import { ratioOf, type Proof } from '../../bench/proof/proof.ts';

const read = (name: string) => readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8');
const PROOF = JSON.parse(read('proof.json')) as Proof;

test('the page and the chart show what the proof has found', () => {
  expect(read('proof.md')).toBe(toMarkdown(PROOF));
  expect(read('proof.svg')).toBe(drawProof(PROOF));
});

test('each client did every task, and the losing ones are shown', () => {
  const tasksOf = (client: string) =>
    PROOF.rows.filter((row) => row.client === client).map(({ slug }) => slug);
  const [first = [], ...others] = PROOF.clients.map(({ name }) => tasksOf(name));

  expect(first.length).toBeGreaterThanOrEqual(8);
  for (const tasks of others) expect(tasks).toEqual(first);
  for (const { name } of PROOF.clients) {
    const ratios = PROOF.rows.filter(({ client }) => client === name).map(ratioOf);
    expect(ratios.filter((ratio) => ratio <= 1 / 20).length).toBeGreaterThanOrEqual(6);
    expect(ratios.some((ratio) => ratio > 1)).toBe(true);
  }
});
