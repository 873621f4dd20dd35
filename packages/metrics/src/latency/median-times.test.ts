import { expect, it } from 'vitest';
import { medianTimes } from './median-times.js';

/** Tasks that take the times that are given, and the order in which they ran. */
function tasksOf(durations: readonly (readonly number[])[]) {
  let now = 0;
  const order: number[] = [];
  const tasks = durations.map((each, index) => {
    const queue = [...each];
    return async () => {
      order.push(index);
      now += queue.shift() as number;
    };
  });
  return { tasks, order, clock: { now: () => now } };
}

it('is the median of each, in turns, without the rounds to warm up', async () => {
  const { tasks, order, clock } = tasksOf([
    [100, 3, 1, 2],
    [50, 7, 9, 8],
  ]);
  expect(await medianTimes(tasks, { repetitions: 3, warmup: 1, clock })).toEqual([2, 8]);
  expect(order).toEqual([0, 1, 0, 1, 0, 1, 0, 1]);
});

it('needs no warm-up, and no task', async () => {
  const { tasks, clock } = tasksOf([[4, 6]]);
  expect(await medianTimes(tasks, { repetitions: 2, clock })).toEqual([5]);
  expect(await medianTimes([], { repetitions: 2 })).toEqual([]);
});

it('ends with the error of a task', async () => {
  const broken = async () => {
    throw new Error('no more');
  };
  await expect(medianTimes([broken], { repetitions: 2 })).rejects.toThrow('no more');
});
