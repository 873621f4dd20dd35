import { expect, it } from 'vitest';
import { Turns } from './turns.js';

it('lets go on one after the other, and all of them when it ends', async () => {
  const turns = new Turns();
  const passed: number[] = [];
  const waiting = [3, 2, 1, 0].map(async (number) => {
    await turns.wait(number);
    passed.push(number);
  });
  await waiting[3];
  expect(passed).toEqual([0]);
  turns.pass();
  await waiting[2];
  expect(passed).toEqual([0, 1]);
  turns.end();
  await Promise.all([...waiting, turns.wait(9)]);
  expect(passed).toEqual([0, 1, 3, 2]);
});
