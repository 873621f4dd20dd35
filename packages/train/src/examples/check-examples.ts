import type { BertConfig } from '@bertsmith/bert-core';
import type { EncodedExamples } from '@bertsmith/data';
import { InputError } from '@bertsmith/tensor';

/** What rows have to fit. */
export interface ExampleLimits {
  readonly config: BertConfig;
  /** The longest sequence, in tokens. */
  readonly maxLength: number;
}

/**
 * Checks, before any work, that a model can take rows: a label that it has no class for would train silently on nothing, and an
 * id that it has no word for, or a second text where it has no token type for one, would fail in the middle of a run.
 *
 * @param what names the rows in messages: `'training'`, `'validation'`
 * @throws InputError when there are no rows, or one has a label, an id, a token type or a length that the model does not; names the row, from 0
 */
export function checkExamples(what: string, examples: EncodedExamples, { config, maxLength }: ExampleLimits): void {
  const { labels, offsets } = examples;
  if (labels.length === 0) throw new InputError(`there are no ${what} rows`, { what });
  for (const [row, label] of labels.entries()) {
    checkLabel(`${what} row ${row}`, row, label, config.labels.length);
    const ids = examples.inputIds.subarray(offsets[row], offsets[row + 1]);
    if (ids.length > maxLength) {
      throw new InputError(
        `${what} row ${row} has ${ids.length} tokens, maxLength is ${maxLength}: encode it with that`,
        {
          row,
          length: ids.length,
          maxLength,
        },
      );
    }
    checkIds(`${what} row ${row}`, row, ids, config.vocabSize);
    const hasPair = (examples.pairStarts[row] as number) < ids.length;
    if (hasPair) checkPair(`${what} row ${row}`, row, config.typeVocabSize);
  }
}

function checkLabel(place: string, row: number, label: number, numLabels: number): void {
  if (label >= 0 && label < numLabels) return;
  throw new InputError(`${place}: the label is ${label}, the model has the classes 0 to ${numLabels - 1}`, {
    row,
    label,
    numLabels,
  });
}

function checkIds(place: string, row: number, ids: Int32Array, vocabSize: number): void {
  for (const id of ids) {
    if (id >= 0 && id < vocabSize) continue;
    throw new InputError(
      `${place}: the token id is ${id}, the model has ${vocabSize} words: use the tokenizer that it was made for`,
      { row, id, vocabSize },
    );
  }
}

/** The tokens of a second text have the type 1. */
function checkPair(place: string, row: number, typeVocabSize: number): void {
  if (typeVocabSize > 1) return;
  throw new InputError(
    `${place} has a second text, whose tokens have the type 1; the model has only type 0 (typeVocabSize is ${typeVocabSize}): join the two texts, or use a model with typeVocabSize 2`,
    { row, tokenType: 1, typeVocabSize },
  );
}
