import { type Tensor, tensor } from '@bertsmith/tensor';
import {
  type EncodedExamples,
  IGNORED_LABEL,
  type RowClasses,
  type RowNumbers,
  type TokenClasses,
} from '../examples/encoded-examples.js';
import { type Batch, countLabels, type PackedRows, rowRange, type TokenTensor } from './collate.js';
import type { PlannedPackedBatch } from './plan-packed-batches.js';

/** The number of examples goes up to a multiple of this, so that a runtime sees few shapes. */
const EXAMPLE_MULTIPLE = 8;

/** Where an example comes from and goes to. */
interface Placement {
  readonly example: number;
  /** Its number in its row, from 1. */
  readonly number: number;
  /** Its tokens in the columns of the examples. */
  readonly from: number;
  readonly to: number;
  /** Its tokens in the batch. */
  readonly start: number;
  readonly end: number;
}

/**
 * Copies the examples of a planned batch into packed rows.
 *
 * @throws InputError when an example is not there or does not fit into its row
 * @example
 * const [planned] = planPackedBatches({ lengths: rowLengths(examples), batchSize: 32, maxLength: 128, seed: 1, epoch: 0 });
 * const { inputIds, attentionMask, packed } = collatePacked(examples, planned);
 */
export function collatePacked(examples: EncodedExamples, planned: PlannedPackedBatch): Batch {
  const placements = planned.rows.flatMap((row, index) => placeRow(examples, row, index, planned.rowLength));
  const shape = [planned.rows.length, planned.rowLength] as const;
  const [inputIds, attentionMask, tokenTypeIds, positionIds] = [examples.padTokenId, 0, 0, 0].map((padding) =>
    new Int32Array(shape[0] * shape[1]).fill(padding),
  ) as [Int32Array, Int32Array, Int32Array, Int32Array];
  for (const { example, number, from, to, start, end } of placements) {
    inputIds.set(examples.inputIds.subarray(from, to), start);
    attentionMask.fill(number, start, end);
    tokenTypeIds.fill(1, start + (examples.pairStarts[example] as number), end);
    for (let position = start; position < end; position++) positionIds[position] = position - start;
  }
  const byToken = (data: Int32Array) => tensor('int32', shape, data) as Tensor as TokenTensor;
  const starts = fillUp(
    Int32Array.from(placements, ({ start }) => start),
    -1,
  );
  return {
    inputIds: byToken(inputIds),
    attentionMask: byToken(attentionMask),
    tokenTypeIds: byToken(tokenTypeIds),
    ...collateTargets(examples, placements, shape),
    rowNumbers: Int32Array.from(placements, ({ example }) => example),
    realTokens: placements.reduce((sum, { from, to }) => sum + to - from, 0),
    packed: {
      positionIds: byToken(positionIds),
      exampleStarts: vector('int32', starts) as PackedRows['exampleStarts'],
    },
  };
}

function placeRow(examples: EncodedExamples, row: Int32Array, index: number, rowLength: number): Placement[] {
  const endOfRow = (index + 1) * rowLength;
  let start = index * rowLength;
  return Array.from(row, (example, place) => {
    const [from, to] = rowRange(examples, example, endOfRow - start);
    const end = start + to - from;
    const placement = { example, number: place + 1, from, to, start, end };
    start = end;
    return placement;
  });
}

function collateTargets(
  examples: EncodedExamples,
  placements: readonly Placement[],
  shape: readonly [number, number],
): Pick<Batch, 'targets' | 'lossWeight'> {
  const targets: Record<string, Tensor> = {};
  let lossWeight = placements.length;
  for (const [name, column] of Object.entries(examples.targets)) {
    if (column.per === 'row') {
      targets[name] = targetsOfExamples(column, placements);
    } else {
      const data = targetsOfTokens(column, placements, shape[0] * shape[1]);
      targets[name] = tensor('int32', shape, data) as Tensor;
      lossWeight = countLabels(data);
    }
  }
  return { targets, lossWeight };
}

function targetsOfExamples({ dtype, data }: RowClasses | RowNumbers, placements: readonly Placement[]): Tensor {
  const numbers = placements.map(({ example }) => data[example] as number);
  // What fills up is told by its start, -1; a class also by its label.
  if (dtype === 'float32') return vector(dtype, fillUp(Float32Array.from(numbers), 0));
  return vector(dtype, fillUp(Int32Array.from(numbers), IGNORED_LABEL));
}

function targetsOfTokens({ data }: TokenClasses, placements: readonly Placement[], size: number): Int32Array {
  const labels = new Int32Array(size).fill(IGNORED_LABEL);
  for (const { from, to, start } of placements) labels.set(data.subarray(from, to), start);
  return labels;
}

/** The same numbers and, up to the next multiple, others. */
function fillUp<Data extends Int32Array | Float32Array>(data: Data, filling: number): Data {
  const length = Math.ceil(data.length / EXAMPLE_MULTIPLE) * EXAMPLE_MULTIPLE;
  const filled = new (data.constructor as new (length: number) => Data)(length);
  filled.set(data);
  filled.fill(filling, data.length);
  return filled;
}

function vector(dtype: 'int32' | 'float32', data: Int32Array | Float32Array): Tensor {
  return tensor(dtype as 'int32', [data.length], data as Int32Array) as Tensor;
}
