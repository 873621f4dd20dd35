import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError, FormatError, InputError, OutputError } from '@bertsmith/tensor';
import { WordPieceTokenizer } from '@bertsmith/tokenizer-wordpiece';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { letterTokenizer } from '../../test/letter-tokenizer.js';
import { corpusOf, createCorpus, type Document } from '../corpora/corpus.js';
import { type CorpusTokenizer, describeVocabulary } from './language-model-vocabulary.js';
import { openTokenizedCorpus, type TokenizedCorpus } from './tokenized-corpus.js';
import { writeTokenizedCorpus } from './write-tokenized-corpus.js';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tokenized-'));
});
afterAll(() => rm(folder, { recursive: true }));

const vocabulary = describeVocabulary(letterTokenizer);
const documents: Document[] = [
  { title: 'A', paragraphs: ['A cat. Big dog!', 'Ox é.'] },
  { paragraphs: ['\u200b'] },
  { paragraphs: ['Yes?'] },
];

async function write(content: Iterable<Document> = documents, tokenizer: CorpusTokenizer = letterTokenizer) {
  const path = join(folder, 'corpus.tokens');
  const written = await writeTokenizedCorpus(corpusOf(content), tokenizer, path);
  return { path, written };
}

/** The tokens of each sentence of each document. */
function readAll(corpus: TokenizedCorpus): number[][][] {
  const { sentences, documents, tokens } = corpus.counts;
  const all = corpus.readTokens(0, tokens);
  let [token, sentence] = [0, 0];
  const sentenceEnds = corpus.readSentenceEnds(0, sentences);
  return [...corpus.readDocumentEnds(0, documents)].map((end) => {
    const ends = sentenceEnds.subarray(sentence, end);
    sentence = end;
    return [...ends].map((tokenEnd) => {
      const ids = [...all.subarray(token, tokenEnd)];
      token = tokenEnd;
      return ids;
    });
  });
}

function idsOf(text: string): number[] {
  return [...letterTokenizer.encodeIds(text, { addSpecialTokens: false })];
}

describe('a tokenized corpus', () => {
  it('has the tokens of each sentence of each document, and no documents without', async () => {
    const { path, written } = await write();
    using corpus = openTokenizedCorpus(path, vocabulary);
    expect(written).toEqual({ tokens: 20, sentences: 4, documents: 2, unknownTokens: 0 });
    expect(corpus.counts).toEqual({ tokens: 20, sentences: 4, documents: 2 });
    expect(readAll(corpus)).toEqual([[idsOf('a cat.'), idsOf('big dog!'), idsOf('ox e.')], [idsOf('yes?')]]);
    expect(corpus.header).toEqual({
      element: 'uint16',
      vocabularySize: vocabulary.size,
      fingerprint: vocabulary.fingerprint,
      source: 'documents in memory',
    });
    expect(await readdir(folder)).toEqual(['corpus.tokens']);
  });

  it('takes paragraphs as they are when told to, and counts unknown words', async () => {
    const path = join(folder, 'paragraphs.tokens');
    const corpus = corpusOf([{ paragraphs: ['A cat. A dog.', 'Ox & cow.'] }]);
    const written = await writeTokenizedCorpus(corpus, letterTokenizer, path, { segments: 'paragraphs' });
    expect(written).toMatchObject({ sentences: 2, unknownTokens: 1 });
  });

  it('has large ids when the vocabulary is large', async () => {
    const tokens = [...letterTokenizer.vocabulary, ...Array.from({ length: 70_000 }, (_, index) => `q${index}`)];
    const large = new WordPieceTokenizer({ vocabulary: tokens });
    const { path } = await write([{ paragraphs: ['q69999 a'] }], large);
    using corpus = openTokenizedCorpus(path);
    expect(corpus.header.element).toBe('int32');
    expect([...corpus.readTokens(0, 2)]).toEqual([tokens.length - 1, idsOf('a')[0]]);
  });

  it('comes back whatever the documents are, also in pieces', async () => {
    const sentence = fc.stringMatching(/^[a-z]{1,8}( [a-z]{1,8}){0,5}\.$/);
    const document = fc.record({ paragraphs: fc.array(sentence, { minLength: 1, maxLength: 5 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(document, { minLength: 1, maxLength: 5 }), async (content) => {
        using corpus = openTokenizedCorpus((await write(content)).path);
        expect(readAll(corpus)).toEqual(content.map(({ paragraphs }) => paragraphs.map(idsOf)));
        const middle = corpus.counts.tokens >> 1;
        const pieces = [...corpus.readTokens(0, middle), ...corpus.readTokens(middle, corpus.counts.tokens)];
        expect(pieces).toEqual([...corpus.readTokens(0, corpus.counts.tokens)]);
      }),
      { numRuns: 25 },
    );
  });

  it('may have more sentences and tokens than are buffered', async () => {
    const sentence = 'a b c d e f g h i j.';
    const many = Array.from({ length: 7 }, () => ({ paragraphs: Array(20_000).fill(sentence) as string[] }));
    const { path } = await write(many);
    using corpus = openTokenizedCorpus(path);
    expect(corpus.counts).toEqual({ tokens: 140_000 * 11, sentences: 140_000, documents: 7 });
    const ends = corpus.readSentenceEnds(0, 140_000);
    expect(ends.every((end, index) => end === (index + 1) * 11)).toBe(true);
    expect([...corpus.readTokens(139_999 * 11, 140_000 * 11)]).toEqual(idsOf(sentence));
  });
});

describe('a corpus that cannot be written', () => {
  it('has no tokens', async () => {
    await expect(write([])).rejects.toThrow(InputError);
    await expect(write([documents[1] as Document])).rejects.toThrow("'documents in memory' has no tokens");
  });

  it('leaves the old file and nothing else when reading fails, or the folder is not there', async () => {
    const { path } = await write();
    const before = await readFile(path);
    const broken = createCorpus({
      source: 'broken',
      async *read() {
        yield documents[0] as Document;
        throw new Error('the wire broke');
      },
    });
    await expect(writeTokenizedCorpus(broken, letterTokenizer, path)).rejects.toThrow('the wire broke');
    expect(await readFile(path)).toEqual(before);
    expect((await readdir(folder)).filter((name) => name.startsWith('.'))).toEqual([]);
    const nowhere = writeTokenizedCorpus(corpusOf(documents), letterTokenizer, join(folder, 'none', 'a.tokens'));
    await expect(nowhere).rejects.toThrow(OutputError);
    await expect(nowhere).rejects.toThrow(/none.a\.tokens'/);
  });
});

describe('a file that is no good tokenized corpus', () => {
  async function damaged(change: (bytes: Buffer) => Buffer | undefined): Promise<string> {
    const { path } = await write();
    const bytes = await readFile(path);
    const other = join(folder, 'damaged.tokens');
    await writeFile(other, change(bytes) ?? bytes);
    return other;
  }

  const changes: [string, (bytes: Buffer) => Buffer | undefined, RegExp][] = [
    ['another kind of file', () => Buffer.from('text '.repeat(20)), /byte 0: it is no tokenized corpus/],
    ['too short', (bytes) => bytes.subarray(0, 20), /byte 20: the file ends in its header/],
    ['empty', (bytes) => bytes.subarray(0, 0), /byte 0: the file ends in its header/],
    ['of a later version', (bytes) => void bytes.writeUInt32LE(2, 8), /byte 8: the format has version 2, expected 1/],
    [
      'a header of 4 GB',
      (bytes) => void bytes.writeUInt32LE(0xfffffff8, 12),
      /byte 12: the header cannot have 4294967288 bytes/,
    ],
    ['a header that is no JSON', (bytes) => void bytes.write('!', 16), /byte 16: the header is no JSON/],
    ['a header without a field', (bytes) => void bytes.write('x', 18), /byte 16: the header lacks a field/],
    ['cut short', (bytes) => bytes.subarray(0, -8), /does not end with BSTOKEND: it is cut short/],
    [
      'cut in the middle',
      (bytes) => Buffer.concat([bytes.subarray(0, -60), bytes.subarray(-32)]),
      /by its counts the file has \d+ bytes/,
    ],
    [
      'wrong counts',
      (bytes) => void bytes.writeBigUInt64LE(99n, bytes.length - 32),
      /by its counts the file has \d+ bytes/,
    ],
  ];

  it.each(changes)('%s', async (_, change, message) => {
    const path = await damaged(change);
    expect(() => openTokenizedCorpus(path)).toThrow(FormatError);
    expect(() => openTokenizedCorpus(path)).toThrow(message);
    expect(() => openTokenizedCorpus(path)).toThrow(/^tokenized corpus '.*damaged\.tokens', byte/);
  });

  it('has a token that the vocabulary lacks, or ends that do not ascend', async () => {
    const first = (bytes: Buffer) => 16 + bytes.readUInt32LE(12);
    const path = await damaged((bytes) => void bytes.writeUInt16LE(5000, first(bytes) + 4));
    using corpus = openTokenizedCorpus(path);
    expect([...corpus.readTokens(0, 2)]).toEqual(idsOf('a c'));
    expect(() => corpus.readTokens(1, 5)).toThrow(/byte \d+: a token has id 5000, ids run from 0 to \d+/);
    const other = await damaged((bytes) => void bytes.writeBigUInt64LE(2n, bytes.length - 32 - 16 - 8));
    using unordered = openTokenizedCorpus(other);
    expect(() => unordered.readSentenceEnds(0, 4)).toThrow(
      /byte \d+: an end is 2, expected more than \d+ and at most 20/,
    );
  });

  it('was made by another tokenizer: of other tokens, or of the same that reads text otherwise', async () => {
    const { path } = await write();
    const tokens = [...letterTokenizer.vocabulary];
    const others = [
      new WordPieceTokenizer({ vocabulary: [...tokens, 'cat'] }),
      new WordPieceTokenizer({ vocabulary: tokens, normalizer: { lowercase: false, stripAccents: false } }),
      new WordPieceTokenizer({ vocabulary: tokens, normalizer: { handleChineseChars: false } }),
    ];
    const fingerprints = new Set([vocabulary, ...others.map(describeVocabulary)].map(({ fingerprint }) => fingerprint));
    expect(fingerprints.size).toBe(4);
    expect(() => openTokenizedCorpus(path, describeVocabulary(others[0] as CorpusTokenizer))).toThrow(ConfigError);
    expect(() => openTokenizedCorpus(path, describeVocabulary(others[1] as CorpusTokenizer))).toThrow(
      /it was made with another tokenizer \(\w{12}\.\.\., \d+ tokens\) than the one given/,
    );
  });

  it('is not there, is a folder, or is closed', async () => {
    expect(() => openTokenizedCorpus(join(folder, 'none'))).toThrow(/none': it does not exist: write it/);
    expect(() => openTokenizedCorpus(folder)).toThrow(InputError);
    const corpus = openTokenizedCorpus((await write()).path);
    expect(() => corpus.readTokens(19, 21)).toThrow(/there are 20 tokens, asked for 19 to 21/);
    corpus.close();
    corpus.close();
    expect(() => corpus.readTokens(0, 1)).toThrow('it is closed');
  });
});
