import { expect, it } from 'vitest';
import { once } from './once.js';

it('makes a thing when it is asked for the first time, and not again', async () => {
  let calls = 0;
  const get = once(async () => ++calls);
  expect(calls).toBe(0);
  expect(await Promise.all([get(), get()])).toEqual([1, 1]);
  expect(await get()).toBe(1);
});
