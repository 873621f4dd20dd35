import { expect, it } from 'vitest';
import { untilFailure } from './until-failure.js';

it('nothing is written behind half an entry', () => {
  const written: string[] = [];
  const write = untilFailure((entry: string) => {
    written.push(entry);
    if (entry === 'too long') throw new RangeError('no space');
  });
  write('first');
  expect(() => write('too long')).toThrow('no space');
  write('later');
  expect(written).toEqual(['first', 'too long']);
});
