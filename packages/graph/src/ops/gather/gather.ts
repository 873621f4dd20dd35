import type { DType, Shape } from '@bertsmith/tensor';
import { type NdArray, ndArray } from '../../interpreter/nd-array.js';
import { applyOp } from '../../ir/node.js';
import type { OpDefinition } from '../../ir/op-definition.js';
import type { Value, ValueType } from '../../ir/value.js';
import { int } from '../../onnx/onnx-emitter.js';
import type { IndexCheck } from '../../typing/dtype-mismatch.js';
import type { GatherShape } from '../../typing/gather-shape.js';
import type { NoAttributes } from '../elementwise/binary-op.js';
import { costPerOutputElement } from '../op-cost.js';
import { requireIndices, requireInput, requireRank, requireRow } from '../op-requirements.js';
import { scatterAddRows } from './scatter-add-rows.js';

const NAME = 'Gather';

export const gatherOp: OpDefinition<NoAttributes> = {
  specificationVersion: 'v1',
  name: NAME,
  inferTypes: ({ inputs }) => {
    const table = requireInput(NAME, inputs, 0);
    const indices = requireInput(NAME, inputs, 1);
    requireRank(NAME, table, 1);
    requireIndices(NAME, indices);
    return [{ dtype: table.dtype, shape: gatheredShape(table, indices) }];
  },
  gradient: ({ inputs, outputGradients }) => {
    const [table, indices] = inputs as [Value, Value];
    return [scatterAddRows(indices, outputGradients[0] as Value, table.shape), undefined];
  },
  cost: costPerOutputElement(0),
  toOnnx: ({ emitter, inputs }) => [emitter.node(NAME, inputs, { axis: int(0) })],
  evaluate: ({ inputs, outputShapes }) => {
    const [table, indices] = inputs as [NdArray, NdArray];
    return [gatherRows(table, indices, outputShapes[0] ?? [])];
  },
  examples: [
    {
      title: 'rows, one twice',
      inputs: [
        { dtype: 'float32', shape: [4, 3] },
        { dtype: 'int32', shape: [2, 2], data: [3, 0, 3, 1] },
      ],
      attributes: {},
    },
  ],
};

function gatheredShape(table: ValueType, indices: ValueType): Shape {
  return [...indices.shape, ...table.shape.slice(1)];
}

function gatherRows(table: NdArray, indices: NdArray, shape: readonly number[]): NdArray {
  const rowLength = table.shape.slice(1).reduce((product, size) => product * size, 1);
  const result = ndArray(table.dtype, shape);
  for (const [position, row] of indices.data.entries()) {
    requireRow(NAME, row, table.shape[0] as number);
    result.data.set(table.data.subarray(row * rowLength, (row + 1) * rowLength), position * rowLength);
  }
  return result;
}

/**
 * Rows of a table: `[rows, width]` looked up by `[batch, sequence]` is `[batch, sequence, width]`.
 *
 * A row that does not exist is an error when the graph runs. Rows below 0 do not exist either, but ONNX counts them from the
 * end of the table, so runtimes do not notice them.
 *
 * @param indices int32 or int64, 0 to `rows - 1`
 */
export function gather<D extends DType, const T extends Shape, E extends DType, const I extends Shape>(
  table: Value<D, T>,
  indices: Value<E, I> & IndexCheck<E>,
): Value<D, GatherShape<T, I>> {
  return applyOp(gatherOp, [table, indices], {}) as Value<D, GatherShape<T, I>>;
}
