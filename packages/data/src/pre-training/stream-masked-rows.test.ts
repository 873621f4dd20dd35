import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError } from '@bertsmith/tensor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { letterTokenizer } from '../../test/letter-tokenizer.js';
import { corpusOf, type Document } from '../corpora/corpus.js';
import { Xoshiro128 } from '../random/xoshiro128.js';
import { describeVocabulary } from './language-model-vocabulary.js';
import { MaskedLanguageModelRows } from './masked-language-model-rows.js';
import { shuffleStream } from './shuffle-stream.js';
import { type StreamedRow, streamMaskedRows } from './stream-masked-rows.js';
import { openTokenizedCorpus } from './tokenized-corpus.js';
import { writeTokenizedCorpus } from './write-tokenized-corpus.js';

async function listAll<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}

async function* count(length: number): AsyncGenerator<number> {
  for (let index = 0; index < length; index++) yield index;
}

describe('shuffleStream', () => {
  const shuffled = (length: number, size: number, seed = 1) =>
    listAll(shuffleStream(count(length), size, Xoshiro128.fromSeed(seed)));

  it('has every item once, none more than the buffer too early', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(60), fc.integer({ min: 1, max: 20 }), fc.nat(), async (length, size, seed) => {
        const items = await shuffled(length, size, seed);
        expect([...items].sort((a, b) => a - b)).toEqual(Array.from({ length }, (_, index) => index));
        items.forEach((item, position) => {
          expect(item - position).toBeLessThan(size);
        });
      }),
    );
  });

  it('keeps the order with a buffer of one, and mixes evenly with one for all', async () => {
    expect(await shuffled(5, 1)).toEqual([0, 1, 2, 3, 4]);
    const firsts = new Int32Array(4);
    for (let seed = 0; seed < 4000; seed++) firsts[(await shuffled(4, 4, seed))[0] as number]!++;
    // Five standard deviations of a binomial with n = 4,000 and p = 1/4 are 137.
    for (const first of firsts) expect(Math.abs(first - 1000)).toBeLessThan(137);
  });

  it.each([0, 1.5, Number.NaN])('refuses a buffer of %s', async (size) => {
    await expect(shuffled(1, size)).rejects.toThrow(ConfigError);
  });
});

const documents: Document[] = Array.from({ length: 20 }, (_, index) => ({
  paragraphs: ['some words go here. and here too.', 'more of them.'].slice(index % 2),
}));
const options = { maxLength: 20, seed: 5, shuffleBuffer: 8 };

function stream(epoch: number, skip = 0, more = {}): Promise<StreamedRow[]> {
  return listAll(streamMaskedRows(corpusOf(documents), letterTokenizer, { ...options, ...more }, epoch, skip));
}

describe('streamMaskedRows', () => {
  it('has the rows of the same corpus on disk, masks included', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'stream-'));
    try {
      const path = join(folder, 'a.tokens');
      await writeTokenizedCorpus(corpusOf(documents), letterTokenizer, path);
      using corpus = openTokenizedCorpus(path);
      const rows = new MaskedLanguageModelRows(corpus, describeVocabulary(letterTokenizer), options);
      const streamed = await stream(2);
      expect(streamed).toHaveLength(rows.rowCount);
      for (const { rowNumber, ...row } of streamed) expect(row).toEqual(rows.row(2, rowNumber));
      expect(streamed.map(({ rowNumber }) => rowNumber)).not.toEqual([...streamed.keys()]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('goes on where it stopped, and differs between epochs', async () => {
    const whole = await stream(0);
    expect(await stream(0, 7)).toEqual(whole.slice(7));
    expect(await stream(1)).not.toEqual(whole);
    expect((await stream(0, 0, { shuffleBuffer: 1 })).map(({ rowNumber }) => rowNumber)).toEqual([...whole.keys()]);
  });

  it('refuses rows of no length', async () => {
    await expect(stream(0, 0, { maxLength: 4 })).rejects.toThrow(ConfigError);
  });
});
