import {
  type Batch,
  type BatchSource,
  collate,
  type EncodedExamples,
  exampleBatches,
  packedBatches,
  rowLengths,
  shuffledRows,
  Xoshiro128,
} from '@bertsmith/data';
import type { Corpus } from './corpora.js';

/** What packing is compared with; the first is the most that can be reached. */
export const PEERS = [
  'no padding',
  'length buckets',
  'buckets by tokens',
  'padded to the longest',
  'rows as long, not packed',
] as const;

/** How examples become batches. */
export type BatchingName = (typeof PEERS)[number] | 'packing';

const SEED = 1;

/** Gives one batch after the other, epoch after epoch. */
export function batchMaker(name: BatchingName, corpus: Corpus): () => Batch {
  const { examples, batchSize, maxLength } = corpus;
  const options = { batchSize, maxLength, seed: SEED };
  switch (name) {
    case 'packing':
      return drawFrom(packedBatches(examples, options));
    case 'length buckets':
      return drawFrom(exampleBatches(examples, options));
    case 'buckets by tokens':
      return drawFrom(exampleBatches(examples, { ...options, ...tokenBudget(corpus) }));
    case 'padded to the longest':
      return drawInRandomOrder(examples, corpus);
    case 'no padding':
      return drawInRandomOrder(inRowsOf(meanLength(examples), examples), corpus);
    case 'rows as long, not packed':
      return drawInRowsOfPackedShape(corpus);
  }
}

function drawFrom(source: BatchSource): () => Batch {
  let epoch = 0;
  let batches = (source.batches(epoch) as Iterable<Batch>)[Symbol.iterator]();
  return () => {
    const { done, value } = batches.next();
    if (!done) return value;
    epoch += 1;
    batches = (source.batches(epoch) as Iterable<Batch>)[Symbol.iterator]();
    return batches.next().value as Batch;
  };
}

/** Padded to the batch's longest row exactly, as most training programs do. */
function drawInRandomOrder(examples: EncodedExamples, { batchSize }: Corpus): () => Batch {
  const lengths = rowLengths(examples);
  const rows = shuffledRows(lengths.length, Xoshiro128.fromSeed(SEED, 0));
  const batches = Math.floor(rows.length / batchSize);
  let drawn = 0;
  return () => {
    const start = (drawn % batches) * batchSize;
    drawn += 1;
    const rowNumbers = rows.slice(start, start + batchSize);
    const sequenceLength = Math.max(...rowNumbers.map((row) => lengths[row] as number));
    return collate(examples, { rowNumbers, sequenceLength });
  };
}

/** Batches of as many tokens as others have on average, with more rows where they are short. */
function tokenBudget({ examples, batchSize }: Corpus) {
  return { batchSize: 4 * batchSize, batchTokens: Math.ceil((batchSize * meanLength(examples)) / 8) * 8 };
}

function meanLength({ inputIds, offsets }: EncodedExamples): number {
  return Math.round(inputIds.length / (offsets.length - 1));
}

/** Batches in the shape of packed ones, with one example a row: what is left is what the mask costs. */
function drawInRowsOfPackedShape(corpus: Corpus): () => Batch {
  const [batchSize, length] = batchMaker('packing', corpus)().inputIds.shape as [number, number];
  return drawInRandomOrder(inRowsOf(length, corpus.examples), { ...corpus, batchSize });
}

/** The same tokens, cut into rows of one length: no batch of them has padding. */
function inRowsOf(length: number, { inputIds, offsets, targets, padTokenId }: EncodedExamples): EncodedExamples {
  const rows = Math.min(offsets.length - 1, Math.floor(inputIds.length / length));
  return {
    inputIds: inputIds.slice(0, rows * length),
    offsets: Int32Array.from({ length: rows + 1 }, (_, row) => row * length),
    pairStarts: new Int32Array(rows).fill(length),
    targets,
    padTokenId,
  };
}
