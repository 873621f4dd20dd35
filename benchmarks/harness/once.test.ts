import { expect, it } from 'vitest';
import { once, onceEach } from './once.js';

it('makes a thing when it is asked for the first time, and not again', async () => {
  let calls = 0;
  const get = once(async () => ++calls);
  expect(calls).toBe(0);
  expect(await Promise.all([get(), get()])).toEqual([1, 1]);
  expect(await get()).toBe(1);
});

it('makes each of several things once', async () => {
  let calls = 0;
  const get = onceEach<number>();
  const ask = (key: string) => get(key, async () => ++calls);
  expect(await Promise.all([ask('a'), ask('b'), ask('a')])).toEqual([1, 2, 1]);
});
