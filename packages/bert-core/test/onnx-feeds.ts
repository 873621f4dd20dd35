import { type Tensor, tensor } from '@bertsmith/tensor';

/** Rows of numbers for each input of a model, padded: what a test feeds to a graph of ours and to an exported file. */
export type InputRows = Readonly<Record<'input_ids' | 'attention_mask' | 'token_type_ids', readonly number[][]>>;

/** Two texts of a model of at least 12 words and 6 positions; the second is padded. */
export const TWO_TEXTS: InputRows = {
  input_ids: [
    [1, 5, 7, 11, 2, 9],
    [1, 8, 2, 0, 0, 0],
  ],
  attention_mask: [
    [1, 1, 1, 1, 1, 1],
    [1, 1, 1, 0, 0, 0],
  ],
  token_type_ids: [
    [0, 0, 0, 0, 1, 1],
    [0, 0, 0, 0, 0, 0],
  ],
};

/** A batch of another size: one short text. */
export const ONE_TEXT: InputRows = {
  input_ids: [[1, 4, 6, 2]],
  attention_mask: [[1, 1, 1, 1]],
  token_type_ids: [[0, 0, 0, 0]],
};

/** The inputs of our own graphs. */
export function int32Feeds(rows: InputRows): Record<string, Tensor> {
  return mapRows(rows, (shape, values) => tensor('int32', shape, Int32Array.from(values)) as Tensor);
}

/** The inputs of an exported file. @param make one of `onnxruntime-common`'s tensors */
export function int64Feeds<T>(
  rows: InputRows,
  make: (data: BigInt64Array, shape: readonly number[]) => T,
): Record<string, T> {
  return mapRows(rows, (shape, values) => make(BigInt64Array.from(values, BigInt), shape));
}

function mapRows<T>(
  rows: InputRows,
  make: (shape: readonly number[], values: readonly number[]) => T,
): Record<string, T> {
  const entries = Object.entries(rows).map(([name, each]) => {
    return [name, make([each.length, each[0]?.length ?? 0], each.flat())] as const;
  });
  return Object.fromEntries(entries);
}
