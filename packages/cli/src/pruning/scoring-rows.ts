/** Rows of a task for what is scored and timed before a model is cut. */
import { type Batch, type EncodedExamples, exampleBatches, rowLengths } from '@bertsmith/data';
import type { WordPieceTokenizer } from '@bertsmith/tokenizer-wordpiece';
import { evenlySpreadRows } from '../task/evenly-spread-rows.js';
import type { LoadedTask } from '../task/load-task.js';
import type { CuttingContext } from './cut-model.js';

/** Rows that scores are of, at most: more change hardly any. */
const SCORING_ROWS = 2048;

/** Training rows, evenly spread. */
export function scoringExamples(
  { head, labels, train }: LoadedTask,
  tokenizer: WordPieceTokenizer,
  maxLength: number,
): EncodedExamples {
  return head.encode(evenlySpreadRows(train, SCORING_ROWS), tokenizer, { maxLength, labels });
}

/** The same as batches, for gradients. */
export function scoringBatches(examples: EncodedExamples, { options }: CuttingContext): Iterable<Batch> {
  const { batchSize, maxLength, seed } = options;
  return exampleBatches(examples, { batchSize, maxLength, seed }).batches(0);
}

/** Tokens of a development text, on average; without a task as many as the model may have. */
export function typicalLength({ loaded, options }: CuttingContext, tokenizer: WordPieceTokenizer): number {
  const { maxLength } = options;
  if (loaded === undefined) return maxLength;
  const { head, labels, validation } = loaded;
  const lengths = rowLengths(head.encode(evenlySpreadRows(validation, SCORING_ROWS), tokenizer, { maxLength, labels }));
  return Math.round(lengths.reduce((sum, length) => sum + length, 0) / lengths.length);
}
