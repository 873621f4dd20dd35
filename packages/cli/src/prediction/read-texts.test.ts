import { PassThrough, Readable } from 'node:stream';
import { InputError } from '@bertsmith/tensor';
import { describe, expect, it } from 'vitest';
import { readTexts } from './read-texts.js';

const nothing = () => Readable.from([]);

describe('readTexts', () => {
  it('prefers the arguments', async () => {
    expect(await readTexts(['a', 'b c'], Readable.from(['ignored']))).toEqual(['a', 'b c']);
  });

  it.each(['one\ntwo three\n', 'one\r\ntwo three', 'one\ntwo three'])('reads lines: %j', async (input) => {
    expect(await readTexts([], Readable.from([input]))).toEqual(['one', 'two three']);
  });

  it('names the position of an empty text', async () => {
    await expect(readTexts(['a', ' '], nothing())).rejects.toThrow('text 2 is empty: give it words, or leave it out');
    await expect(readTexts([], Readable.from(['a\n\nb\n']))).rejects.toThrow('line 2 of standard input is empty');
  });

  it('refuses when there is nothing to read', async () => {
    await expect(readTexts([], nothing())).rejects.toThrow(InputError);
    const terminal = Object.assign(new PassThrough(), { isTTY: true });
    await expect(readTexts([], terminal)).rejects.toThrow('there is no text to classify');
  });
});
