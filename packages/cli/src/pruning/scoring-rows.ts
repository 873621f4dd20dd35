/** Rows of a task for what is scored and timed before a model is cut. */
import { type Batch, type EncodedExamples, exampleBatches, rowLengths } from '@bertsmith/data';
import type { WordPieceTokenizer } from '@bertsmith/tokenizer-wordpiece';
import { dictionaryTexts } from '../measurement/measured-texts.js';
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

/** Whose texts: the task's, if there is one. */
interface TypicalTexts {
  readonly loaded: CuttingContext['loaded'];
  readonly options: Pick<CuttingContext['options'], 'maxLength'>;
}

/** Tokens of development texts; without a task of definitions of the dictionary. */
export async function typicalLengths(
  { loaded, options: { maxLength } }: TypicalTexts,
  tokenizer: WordPieceTokenizer,
): Promise<readonly number[]> {
  if (loaded === undefined) {
    const texts = await dictionaryTexts();
    return texts.map((text) => Math.min(maxLength, tokenizer.encode(text).inputIds.length));
  }
  const { head, labels, validation } = loaded;
  return Array.from(
    rowLengths(head.encode(evenlySpreadRows(validation, SCORING_ROWS), tokenizer, { maxLength, labels })),
  );
}
