import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError } from '@bertsmith/tensor';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { letterTokenizer } from '../../test/letter-tokenizer.js';
import { corpusOf } from '../corpora/corpus.js';
import { describeVocabulary } from './language-model-vocabulary.js';
import { MaskedLanguageModelRows } from './masked-language-model-rows.js';
import { preTrainingBatches } from './pre-training-batches.js';
import { openTokenizedCorpus, type TokenizedCorpus } from './tokenized-corpus.js';
import { writeTokenizedCorpus } from './write-tokenized-corpus.js';

const vocabulary = describeVocabulary(letterTokenizer);
const documents = Array.from({ length: 30 }, (_, index) => ({
  paragraphs: ['a b c d e. '.repeat(1 + (index % 5)).trim()],
}));

let folder: string;
let corpus: TokenizedCorpus;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'batches-'));
  const path = join(folder, 'a.tokens');
  await writeTokenizedCorpus(corpusOf(documents), letterTokenizer, path);
  corpus = openTokenizedCorpus(path);
});
afterAll(async () => {
  corpus.close();
  await rm(folder, { recursive: true });
});

function source({ nextSentencePrediction = false, batchSize = 4, maxLength = 20 } = {}) {
  const rows = new MaskedLanguageModelRows(corpus, vocabulary, { maxLength, seed: 1, nextSentencePrediction });
  return { rows, batches: preTrainingBatches(rows, { batchSize, seed: 2 }) };
}

describe('preTrainingBatches', () => {
  it('has every row of an epoch once, padded, with labels where a token is asked for', () => {
    const { rows, batches } = source();
    const seen: number[] = [];
    for (const {
      inputIds,
      attentionMask,
      tokenTypeIds,
      targets,
      lossWeight,
      rowNumbers,
      realTokens,
    } of batches.batches(3)) {
      const [size, length] = inputIds.shape as unknown as [number, number];
      expect(targets.labels?.shape).toEqual([size, length]);
      expect(targets.labels?.dtype).toBe('int32');
      expect(Object.keys(targets)).toEqual(['labels']);
      rowNumbers.forEach((rowNumber, position) => {
        const row = rows.row(3, rowNumber);
        const at = (data: unknown) => [...(data as Int32Array).subarray(position * length, (position + 1) * length)];
        const padding = length - row.inputIds.length;
        const filled = (value: number) => Array(padding).fill(value) as number[];
        expect(at(inputIds.data)).toEqual([...row.inputIds, ...filled(vocabulary.padTokenId)]);
        expect(at(targets.labels?.data)).toEqual([...row.labels, ...filled(-100)]);
        expect(at(attentionMask.data)).toEqual([...row.inputIds.map(() => 1), ...filled(0)]);
        expect(at(tokenTypeIds.data)).toEqual([...row.tokenTypeIds, ...filled(0)]);
      });
      expect(realTokens).toBe(attentionMask.data.reduce((sum, value) => sum + value, 0));
      const labels = targets.labels?.data as Int32Array;
      expect(lossWeight).toBe(labels.filter((label) => label !== -100).length);
      seen.push(...rowNumbers);
    }
    expect(seen.sort((a, b) => a - b)).toEqual(Array.from({ length: rows.rowCount }, (_, row) => row));
  });

  it('goes on in the middle of an epoch with the batches that would have come', () => {
    const { batches } = source();
    const whole = [...batches.batches(1, 0)];
    expect(whole).toHaveLength(batches.batchCount(1));
    expect([...source().batches.batches(1, 5)]).toEqual(whole.slice(5));
    expect([...batches.batches(1, whole.length)]).toEqual([]);
    expect([...batches.batches(2, 0)]).not.toEqual(whole);
  });

  it('has a label for each pair', () => {
    const { rows, batches } = source({ nextSentencePrediction: true });
    for (const { targets, rowNumbers } of batches.batches(0, 0)) {
      expect(targets.next_sentence_label?.shape).toEqual([rowNumbers.length]);
      const expected = Array.from(rowNumbers, (row) => rows.row(0, row).nextSentenceLabel as number);
      expect(targets.next_sentence_label?.data).toEqual(Int32Array.from(expected));
    }
  });

  it('has a fingerprint of what the rows are made of', () => {
    const prints = [{}, { maxLength: 21 }, { nextSentencePrediction: true }].map((made) =>
      source(made).batches.fingerprint(),
    );
    expect(new Set(prints).size).toBe(3);
    expect(source({ batchSize: 9 }).batches.fingerprint()).toBe(prints[0]);
  });

  it('refuses a batch of none', () => {
    expect(() => source({ batchSize: 0 })).toThrow(ConfigError);
  });
});
