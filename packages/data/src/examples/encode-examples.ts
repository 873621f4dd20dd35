import { InputError } from '@bertsmith/tensor';
import type { EncodedExamples } from './encoded-examples.js';
import type { Example } from './example.js';
import { Int32List } from './int32-list.js';
import type { SequenceEncoder } from './sequence-encoder.js';

/** How examples are encoded. */
export interface EncodeExamplesOptions {
  /** Ids of a row at most, special tokens included; longer texts are cut. */
  readonly maxLength: number;
  /** Classes of the task: labels are whole numbers from 0 to `numLabels - 1`. */
  readonly numLabels: number;
}

/**
 * Tokenizes examples into columns.
 *
 * Runs on the calling thread until it is done: count on seconds for a hundred thousand sentences.
 *
 * @throws InputError when a text is empty or a label is out of range; names the row, counted from 0
 * @example
 * const encoded = encodeExamples([{ text: 'a large cat', label: 2 }], tokenizer, { maxLength: 128, numLabels: 26 });
 */
export function encodeExamples(
  examples: readonly Example[],
  encoder: SequenceEncoder,
  { maxLength, numLabels }: EncodeExamplesOptions,
): EncodedExamples {
  const inputIds = new Int32List();
  const offsets = new Int32Array(examples.length + 1);
  const pairStarts = new Int32Array(examples.length);
  examples.forEach((example, row) => {
    checkExample(example, row, numLabels);
    const { ids, pairStart } = encodeRow(example, encoder, maxLength);
    inputIds.append(ids);
    offsets[row + 1] = inputIds.length;
    pairStarts[row] = pairStart;
  });
  const labels = Int32Array.from(examples, (example) => example.label);
  return { inputIds: inputIds.toArray(), offsets, pairStarts, labels, padTokenId: encoder.padTokenId };
}

function encodeRow({ text, pair }: Example, encoder: SequenceEncoder, maxLength: number) {
  if (pair === undefined) {
    const ids = encoder.encodeIds(text, { maxLength });
    return { ids, pairStart: ids.length };
  }
  const { inputIds, tokenTypeIds } = encoder.encode(text, { pair, maxLength });
  const firstOfPair = tokenTypeIds.indexOf(1);
  return { ids: inputIds, pairStart: firstOfPair < 0 ? inputIds.length : firstOfPair };
}

function checkExample({ text, pair, label }: Example, row: number, numLabels: number): void {
  if (isBlank(text) || (pair !== undefined && isBlank(pair))) {
    throw new InputError(`row ${row}: the ${isBlank(text) ? 'text' : 'second text'} is empty; leave the row out`, {
      row,
    });
  }
  if (!Number.isInteger(label) || label < 0 || label >= numLabels) {
    throw new InputError(`row ${row}: the label is ${label}, expected a whole number from 0 to ${numLabels - 1}`, {
      row,
      label,
      numLabels,
    });
  }
}

function isBlank(text: string): boolean {
  return text.trim() === '';
}
