import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError, InputError } from '@bertsmith/tensor';
import { WordPieceTokenizer } from '@bertsmith/tokenizer-wordpiece';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { letterTokenizer } from '../../test/letter-tokenizer.js';
import { corpusOf, type Document } from '../corpora/corpus.js';
import { IGNORED_LABEL } from '../examples/encoded-examples.js';
import { describeVocabulary } from './language-model-vocabulary.js';
import { type MaskedLanguageModelOptions, MaskedLanguageModelRows } from './masked-language-model-rows.js';
import type { MaskedRow } from './masked-row.js';
import { openTokenizedCorpus, type TokenizedCorpus } from './tokenized-corpus.js';
import { writeTokenizedCorpus } from './write-tokenized-corpus.js';

let folder: string;
const opened: TokenizedCorpus[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rows-'));
});
afterAll(async () => {
  for (const corpus of opened) corpus.close();
  await rm(folder, { recursive: true });
});

const vocabulary = describeVocabulary(letterTokenizer);
const { clsTokenId, sepTokenId } = vocabulary;

async function rowsOf(documents: readonly Document[], options: Partial<MaskedLanguageModelOptions> = {}) {
  const path = join(folder, `${opened.length}.tokens`);
  await writeTokenizedCorpus(corpusOf(documents), letterTokenizer, path);
  const corpus = openTokenizedCorpus(path, vocabulary);
  opened.push(corpus);
  return new MaskedLanguageModelRows(corpus, vocabulary, { maxLength: 16, seed: 7, ...options });
}

/** The row as it was before it was masked. */
function unmask({ inputIds, labels }: MaskedRow): number[] {
  return Array.from(inputIds, (id, index) => (labels[index] === IGNORED_LABEL ? id : (labels[index] as number)));
}

function textOf(ids: readonly number[]): string {
  return ids.map((id) => letterTokenizer.vocabulary.idToToken(id)).join(' ');
}

function idsOf(text: string): number[] {
  return [...letterTokenizer.encodeIds(text, { addSpecialTokens: false })];
}

const all = (rows: MaskedLanguageModelRows, epoch = 0) =>
  Array.from({ length: rows.rowCount }, (_, index) => rows.row(epoch, index));

const sentence = fc.stringMatching(/^[a-z]{1,6}( [a-z]{1,6}){0,4}\.$/);
const contents = fc.array(fc.record({ paragraphs: fc.array(sentence, { minLength: 1, maxLength: 8 }) }), {
  minLength: 2,
  maxLength: 6,
});

describe('the rows of a corpus', () => {
  it('are filled with whole sentences, and end with their documents', async () => {
    const rows = await rowsOf([{ paragraphs: ['A b c d. E f g h.', 'i j k.'] }, { paragraphs: ['l.'] }]);
    expect(all(rows).map((row) => textOf(unmask(row)))).toEqual([
      '[CLS] a b c d . e f g h . i j k . [SEP]',
      '[CLS] l . [SEP]',
    ]);
    expect([...rows.lengths]).toEqual([16, 4]);
    const shorter = await rowsOf([{ paragraphs: ['A b c d. E f g h.', 'i j k.'] }], { maxLength: 11 });
    expect(all(shorter).map((row) => textOf(unmask(row)))).toEqual([
      '[CLS] a b c d . [SEP]',
      '[CLS] e f g h . i j k . [SEP]',
    ]);
  });

  it('go on into the next document behind a separator when told to', async () => {
    const documents = [{ paragraphs: ['a b.'] }, { paragraphs: ['C d. E f.', 'g.'] }, { paragraphs: ['h.'] }];
    const rows = await rowsOf(documents, { crossDocuments: true });
    expect(all(rows).map((row) => textOf(unmask(row)))).toEqual([
      '[CLS] a b . [SEP] c d . e f . g . [SEP]',
      '[CLS] h . [SEP]',
    ]);
    expect([...rows.lengths]).toEqual([14, 4]);
  });

  it('cut a sentence that is longer than a row', async () => {
    const rows = await rowsOf([{ paragraphs: ['a b c d e f g h i j.'] }], { maxLength: 8 });
    expect(all(rows).map((row) => textOf(unmask(row)))).toEqual(['[CLS] a b c d e f [SEP]', '[CLS] g h i j . [SEP]']);
  });

  it.each([false, true])(
    'have every token of the corpus once, in order (crossDocuments: %s)',
    async (crossDocuments) => {
      await fc.assert(
        fc.asyncProperty(contents, fc.integer({ min: 8, max: 24 }), async (documents, maxLength) => {
          const rows = await rowsOf(documents, { maxLength, crossDocuments });
          const made = all(rows);
          const tokens = made.flatMap((row) => unmask(row).filter((id) => id !== clsTokenId && id !== sepTokenId));
          expect(tokens).toEqual(documents.flatMap(({ paragraphs }) => paragraphs.flatMap(idsOf)));
          made.forEach(({ inputIds, labels, tokenTypeIds }, index) => {
            expect(inputIds.length).toBe(rows.lengths[index]);
            expect(inputIds.length).toBeLessThanOrEqual(maxLength);
            expect([inputIds[0], inputIds.at(-1)]).toEqual([clsTokenId, sepTokenId]);
            expect(labels.some((label) => label !== IGNORED_LABEL)).toBe(true);
            expect([...tokenTypeIds].every((type) => type === 0)).toBe(true);
          });
          // A row ends with its document, so that it has one separator.
          if (!crossDocuments)
            expect(made.every((row) => unmask(row).filter((id) => id === sepTokenId).length === 1)).toBe(true);
        }),
        { numRuns: 20 },
      );
    },
  );

  it('are a function of seed, epoch and number, whatever else was made', async () => {
    const documents = [{ paragraphs: ['a b c d e f g h i j. k l m n o p q r s t.'] }];
    const rows = await rowsOf(documents);
    const again = await rowsOf(documents);
    const row = rows.row(3, 1);
    all(again, 2);
    expect(again.row(3, 1)).toEqual(row);
    expect(rows.row(4, 1)).not.toEqual(row);
    expect(unmask(rows.row(4, 1))).toEqual(unmask(row));
    expect((await rowsOf(documents, { seed: 8 })).row(3, 1)).not.toEqual(row);
  });

  it('have a fingerprint that other text and other options change', async () => {
    const documents = [{ paragraphs: ['a b c.'] }];
    const others = [{ paragraphs: ['a b d.'] }];
    const made = [await rowsOf(documents), await rowsOf(others), await rowsOf(documents, { seed: 8 })];
    expect(new Set(made.map((rows) => rows.fingerprint())).size).toBe(3);
    expect((await rowsOf(documents)).fingerprint()).toBe(made[0]?.fingerprint());
  });

  it('may be of a corpus of 3 lines', async () => {
    const rows = await rowsOf([{ paragraphs: ['one.', 'two.', 'three.'] }]);
    expect(rows.rowCount).toBe(1);
    expect(textOf(unmask(rows.row(0, 0)))).toBe('[CLS] o ##n ##e . t ##w ##o . t ##h ##r ##e ##e . [SEP]');
  });
});

describe('pairs', () => {
  /** Documents of which each has a letter of its own, so that a token tells where it comes from. */
  const documents = [...'abcdefgh'].map((letter, index) => ({
    paragraphs: Array.from({ length: 12 }, (_, line) => `${`${letter} `.repeat(1 + ((line + index) % 4))}.`),
  }));
  const options = { nextSentencePrediction: true, maxLength: 24 };

  function split(row: MaskedRow): { first: number[]; second: number[] } {
    const ids = unmask(row);
    const border = row.tokenTypeIds.indexOf(1);
    expect([...row.tokenTypeIds]).toEqual(ids.map((_, index) => (index < border ? 0 : 1)));
    expect([ids[0], ids[border - 1], ids.at(-1)]).toEqual([clsTokenId, sepTokenId, sepTokenId]);
    return { first: ids.slice(1, border - 1), second: ids.slice(border, -1) };
  }

  it('are one passage when the label is 0, and come from two documents when it is 1', async () => {
    const rows = await rowsOf(documents, options);
    const plain = documents.map(({ paragraphs }) => textOf(paragraphs.flatMap(idsOf)));
    const labels = [0, 0];
    for (let epoch = 0; epoch < 30; epoch++) {
      all(rows, epoch).forEach((row, index) => {
        const { first, second } = split(row);
        const home = (ids: readonly number[]) => plain.findIndex((text) => text.startsWith(letterOf(ids)));
        labels[row.nextSentenceLabel as number]!++;
        if (row.nextSentenceLabel === 0) expect(plain[home(first)]).toContain(textOf([...first, ...second]));
        else {
          expect(home(first)).not.toBe(home(second));
          expect(plain[home(second)]).toContain(textOf(second));
        }
        expect(row.inputIds.length).toBeLessThanOrEqual(rows.lengths[index] as number);
        const [stop] = idsOf('.');
        // Cut behind a sentence, but where there is only one.
        if (first.includes(stop as number)) expect(first.at(-1)).toBe(stop);
      });
    }
    // Five standard deviations of a binomial with n = 30 epochs x the rows and p = 1/2.
    const total = 30 * rows.rowCount;
    expect(Math.abs((labels[1] as number) - total / 2)).toBeLessThan(5 * Math.sqrt(total / 4));
  });

  function letterOf(ids: readonly number[]): string {
    return textOf(ids)
      .replace(/[^a-z]/g, '')
      .slice(0, 1);
  }

  it('tell nothing by their lengths: strangers are as long as what they displace, where their documents are', async () => {
    const long = documents.map(({ paragraphs }) => ({ paragraphs: Array(10).fill(paragraphs).flat() as string[] }));
    const rows = await rowsOf(long, options);
    const shares = [0, 1].map((label) => {
      const made = [0, 1, 2].flatMap((epoch) => all(rows, epoch).map((row, index) => ({ row, index })));
      const some = made.filter(({ row }) => row.nextSentenceLabel === label);
      return some.filter(({ row, index }) => row.inputIds.length === rows.lengths[index]).length / some.length;
    });
    expect(shares[0]).toBe(1);
    expect(shares[1]).toBeGreaterThan(0.95);
  });

  it('hold for any documents, of which some have a single token', async () => {
    const short = fc.oneof(sentence, fc.constantFrom('.', 'a', 'b.'));
    const any = fc.array(fc.record({ paragraphs: fc.array(short, { minLength: 1, maxLength: 4 }) }), {
      minLength: 2,
      maxLength: 5,
    });
    await fc.assert(
      fc.asyncProperty(any, fc.nat(50), async (content, epoch) => {
        const rows = await rowsOf(content, { ...options, maxLength: 12 });
        all(rows, epoch).forEach((row, index) => {
          const { first, second } = split(row);
          expect(Math.min(first.length, second.length)).toBeGreaterThan(0);
          expect(row.inputIds.length).toBeLessThanOrEqual(rows.lengths[index] as number);
          expect(row.inputIds.length).toBeLessThanOrEqual(12);
        });
      }),
      { numRuns: 20 },
    );
  });

  it('need two documents', async () => {
    await expect(rowsOf([{ paragraphs: ['a.', 'b.', 'c.'] }], options)).rejects.toThrow(InputError);
    await expect(rowsOf([{ paragraphs: ['a.', 'b.', 'c.'] }], options)).rejects.toThrow(
      /needs at least 2 documents, there is 1/,
    );
  });
});

describe('what is refused', () => {
  const documents = [{ paragraphs: ['a.'] }, { paragraphs: ['b.'] }];

  it('options out of range', async () => {
    await expect(rowsOf(documents, { maxLength: 7 })).rejects.toThrow(/maxLength is 7, expected a whole number from 8/);
    await expect(rowsOf(documents, { maskProbability: 0 })).rejects.toThrow(ConfigError);
    await expect(rowsOf(documents, { nextSentencePrediction: true, crossDocuments: true })).rejects.toThrow(
      /exclude each other/,
    );
  });

  it('another vocabulary, and rows that are not there', async () => {
    const rows = await rowsOf(documents);
    expect(() => rows.row(0, 2)).toThrow(/row 2: rows run from 0 to 1/);
    expect(() => rows.row(0.5, 0)).toThrow(ConfigError);
    const other = describeVocabulary(new WordPieceTokenizer({ vocabulary: [...letterTokenizer.vocabulary, 'cat'] }));
    expect(() => new MaskedLanguageModelRows(opened.at(-1) as TokenizedCorpus, other, rows.options)).toThrow(
      /another tokenizer/,
    );
  });
});
