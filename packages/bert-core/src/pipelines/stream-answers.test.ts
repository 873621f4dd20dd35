import { InputError } from '@bertsmith/tensor';
import { expect, it } from 'vitest';
import { streamAnswers } from './stream-answers.js';

const count = async (chunk: readonly number[]) => chunk.map((each) => each * 10);

async function collect<T>(answers: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const each of answers) all.push(each);
  return all;
}

it('answers in order, and reads no more than a chunk ahead', async () => {
  let read = 0;
  function* inputs() {
    for (; read < 7; read++) yield read;
  }
  const ahead: number[] = [];
  const answers: number[] = [];
  for await (const answer of streamAnswers(inputs(), count, 3)) {
    ahead.push(read - answers.length);
    answers.push(answer);
  }
  expect(answers).toEqual([0, 10, 20, 30, 40, 50, 60]);
  expect(Math.max(...ahead)).toBeLessThanOrEqual(3);
  expect(await collect(streamAnswers([], count))).toEqual([]);
});

it('says which of all inputs is wrong, not which of its chunk', async () => {
  const refuse = async (chunk: readonly number[]) => {
    const position = chunk.indexOf(5);
    if (position >= 0) throw new InputError(`text ${position + 1} is empty; leave it out`, { position });
    return chunk;
  };
  const failure = await collect(streamAnswers([1, 2, 3, 4, 5], refuse, 3)).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(InputError);
  expect(failure).toMatchObject({ message: 'text 5 is empty; leave it out', details: { position: 4 } });
});

it('leaves other errors as they are', async () => {
  const error = new RangeError('enough');
  const fail = (chunk: readonly number[]) => (chunk.includes(4) ? Promise.reject(error) : count(chunk));
  await expect(collect(streamAnswers([1, 2, 3, 4], fail, 2))).rejects.toBe(error);
});
