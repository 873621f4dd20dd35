/** Random examples, fed to a graph in rows of their own and packed. */
import type { Tensor } from '@bertsmith/tensor';
import { tensor } from '@bertsmith/tensor';
import fc from 'fast-check';
import { TINY_CONFIG } from './tiny-config.js';

/** A text with a class for each token (-100 for none), one for itself, and a few numbers. */
export interface TinyExample {
  readonly ids: readonly number[];
  readonly pairStart: number;
  readonly tokenLabels: readonly number[];
  readonly label: number;
  readonly scores: readonly number[];
}

/** Inputs that every graph on packed or other rows has, and for each example where its first token is in the batch. */
export interface TinyBatch {
  readonly inputs: Readonly<Record<string, Tensor>>;
  readonly tokenLabels: Tensor<'int32'>;
  readonly starts: readonly number[];
}

const { vocabSize, maxPositionEmbeddings, labels } = TINY_CONFIG;
const [PAD, NO_LABEL] = [3, -100];

const tokenLabel = fc.oneof(fc.constant(NO_LABEL), fc.nat(labels.length - 1));

const example: fc.Arbitrary<TinyExample> = fc.integer({ min: 1, max: maxPositionEmbeddings }).chain((length) =>
  fc.record({
    ids: fc.array(fc.nat(vocabSize - 1), { minLength: length, maxLength: length }),
    pairStart: fc.integer({ min: 1, max: length }),
    tokenLabels: fc.array(tokenLabel, { minLength: length, maxLength: length }),
    label: fc.nat(labels.length - 1),
    scores: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 3, maxLength: 3 }),
  }),
);

/** Rows of examples. */
export const packedRows: fc.Arbitrary<TinyExample[][]> = fc.array(fc.array(example, { minLength: 1, maxLength: 4 }), {
  minLength: 1,
  maxLength: 3,
});

/** Several examples in a row, `spare` columns longer than it has to be. */
export function packedBatch(rows: readonly (readonly TinyExample[])[], spare = 0): TinyBatch {
  const lengthOf = (row: readonly TinyExample[]) => row.reduce((sum, { ids }) => sum + ids.length, 0);
  const width = Math.max(...rows.map(lengthOf)) + spare;
  const starts = rows.flatMap((row, at) => row.map((_, index) => at * width + lengthOf(row.slice(0, index))));
  const column = (valuesOf: (each: TinyExample, number: number) => readonly number[], padding: number) => {
    const values = rows.flatMap((row) => {
      const tokens = row.flatMap((each, index) => valuesOf(each, index + 1));
      return [...tokens, ...new Array<number>(width - tokens.length).fill(padding)];
    });
    return tensor('int32', [rows.length, width], Int32Array.from(values)) as Tensor<'int32'>;
  };
  return {
    inputs: {
      input_ids: column(({ ids }) => ids, PAD),
      token_type_ids: column(({ ids, pairStart }) => ids.map((_, place) => Number(place >= pairStart)), 0),
      attention_mask: column(({ ids }, number) => ids.map(() => number), 0),
      position_ids: column(({ ids }) => [...ids.keys()], 0),
    },
    tokenLabels: column(({ tokenLabels }) => tokenLabels, NO_LABEL),
    starts,
  };
}
