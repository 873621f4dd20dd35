/**
 * Masked rows of a corpus that is not on disk in tokens: tokenized while it is read, in each epoch anew.
 *
 * For a corpus that is read once or twice, or that changes. One that is read more often is better tokenized once
 * (`writeTokenizedCorpus`): that shuffles all rows, not those of a buffer, knows their number, makes pairs for next-sentence
 * prediction, and goes on in the middle of an epoch at once, where this has to read up to there.
 */
import type { Corpus } from '../corpora/corpus.js';
import { Xoshiro128 } from '../random/xoshiro128.js';
import { drawsOfRow } from './draws-of-row.js';
import { type CorpusTokenizer, describeVocabulary } from './language-model-vocabulary.js';
import type { MaskingOptions } from './mask-tokens.js';
import { checkMaxLength, createMaskedRow, type MaskedRow } from './masked-row.js';
import { RowFiller } from './row-filler.js';
import { shuffleStream } from './shuffle-stream.js';
import { splitSentences } from './split-sentences.js';

/** How rows are made of a stream. */
export interface StreamedRowOptions extends MaskingOptions {
  /** Tokens of a row at most, special tokens included; from 8. */
  readonly maxLength: number;
  /** What masks and order are drawn from: a whole number from 0. */
  readonly seed: number;
  /** Rows that are held to be mixed; 1 keeps the corpus's order. Default 10,000. */
  readonly shuffleBuffer?: number | undefined;
}

/** A row, and which one of the corpus it is, counted from 0. */
export interface StreamedRow extends MaskedRow {
  readonly rowNumber: number;
}

const SPECIAL_TOKENS = 2;
const DEFAULT_BUFFER = 10_000;

/**
 * The rows of an epoch but the first `skip`: the corpus is read and tokenized up to there, but nothing masked. Rows end with their
 * documents. Same corpus, seed and epoch, same rows in the same order.
 *
 * @throws ConfigError for an option out of range; whatever reading the corpus throws
 * @example
 * for await (const { inputIds, labels } of streamMaskedRows(corpus, tokenizer, { maxLength: 128, seed: 42 }, 0)) ...
 */
export async function* streamMaskedRows(
  corpus: Corpus,
  tokenizer: CorpusTokenizer,
  options: StreamedRowOptions,
  epoch: number,
  skip = 0,
): AsyncGenerator<StreamedRow> {
  const { maxLength, seed, shuffleBuffer = DEFAULT_BUFFER } = options;
  checkMaxLength(maxLength);
  const vocabulary = describeVocabulary(tokenizer);
  const blocks = readBlocks(corpus, tokenizer, maxLength - SPECIAL_TOKENS);
  let position = 0;
  for await (const { rowNumber, tokens } of shuffleStream(blocks, shuffleBuffer, Xoshiro128.fromSeed(seed, epoch))) {
    if (position++ < skip) continue;
    const row = createMaskedRow([tokens], vocabulary, drawsOfRow(seed, epoch, rowNumber), options);
    yield { rowNumber, ...row };
  }
}

interface Block {
  readonly rowNumber: number;
  readonly tokens: Int32Array;
}

async function* readBlocks(corpus: Corpus, tokenizer: CorpusTokenizer, capacity: number): AsyncGenerator<Block> {
  let rowNumber = 0;
  for await (const { paragraphs } of corpus) {
    const filler = new RowFiller(capacity, false);
    let pieces: Int32Array[] = [];
    for (const piece of listPieces(paragraphs, tokenizer, capacity)) {
      if (filler.add(piece.length, false) && pieces.length > 0) {
        yield { rowNumber: rowNumber++, tokens: join(pieces) };
        pieces = [];
      }
      pieces.push(piece);
    }
    if (pieces.length > 0) yield { rowNumber: rowNumber++, tokens: join(pieces) };
  }
}

/** The tokens of each sentence, in pieces that fit into a row. */
function* listPieces(
  paragraphs: readonly string[],
  tokenizer: CorpusTokenizer,
  capacity: number,
): Generator<Int32Array> {
  for (const sentence of paragraphs.flatMap(splitSentences)) {
    const ids = tokenizer.encodeIds(sentence, { addSpecialTokens: false });
    for (let start = 0; start < ids.length; start += capacity) yield ids.subarray(start, start + capacity);
  }
}

function join(pieces: readonly Int32Array[]): Int32Array {
  const joined = new Int32Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let position = 0;
  for (const piece of pieces) {
    joined.set(piece, position);
    position += piece.length;
  }
  return joined;
}
