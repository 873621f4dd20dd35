import { type DType, formatShape, type Shape, ShapeError, sameShape } from '@bertsmith/tensor';
import { type NdArray, ndArray } from '../../interpreter/nd-array.js';
import { applyOp } from '../../ir/node.js';
import type { LowerContext, OpDefinition } from '../../ir/op-definition.js';
import type { Value } from '../../ir/value.js';
import { ONNX_DATA_TYPE } from '../../onnx/onnx-data-type.js';
import { int, string } from '../../onnx/onnx-emitter.js';
import type { IndexCheck } from '../../typing/dtype-mismatch.js';
import { costPerInputElement } from '../op-cost.js';
import { requireIndices, requireInput, requireRow } from '../op-requirements.js';
import { gather } from './gather.js';

interface ScatterAddRowsAttributes {
  /** The table's shape. */
  readonly shape: Shape;
}

const NAME = 'ScatterAddRows';

/** The gradient of `gather`: a table of zeros to which each update is added at its row. */
export const scatterAddRowsOp: OpDefinition<ScatterAddRowsAttributes> = {
  specificationVersion: 'v1',
  name: NAME,
  inferTypes: ({ inputs, attributes: { shape } }) => {
    const updates = requireInput(NAME, inputs, 1);
    const indices = requireInput(NAME, inputs, 0);
    requireIndices(NAME, indices);
    const expected = [...indices.shape, ...shape.slice(1)];
    if (!sameShape(updates.shape, expected)) {
      throw new ShapeError(`${NAME}: expected updates ${formatShape(expected)}, got ${formatShape(updates.shape)}`, {
        op: NAME,
        expected,
        actual: updates.shape,
      });
    }
    return [{ dtype: updates.dtype, shape }];
  },
  gradient: ({ inputs, outputGradients }) => [undefined, gather(outputGradients[0] as Value, inputs[0] as Value)],
  cost: costPerInputElement(1),
  toOnnx: (context) => [emitScatter(context)],
  evaluate: ({ inputs, outputShapes }) => {
    const [indices, updates] = inputs as [NdArray, NdArray];
    return [addRows(indices, updates, outputShapes[0] ?? [])];
  },
  examples: [
    {
      title: 'rows, one twice',
      inputs: [
        { dtype: 'int32', shape: [3], data: [2, 0, 2] },
        { dtype: 'float32', shape: [3, 2] },
      ],
      attributes: { shape: [4, 2] },
    },
  ],
};

function emitScatter({ emitter, inputs, inputTypes, outputTypes }: LowerContext<ScatterAddRowsAttributes>): string {
  const [indices, updates] = inputs as [string, string];
  const type = outputTypes[0] as { dtype: DType; shape: Shape };
  const table = emitter.node('Expand', [emitter.scalar(type.dtype, 0), emitter.sizes(type.shape)]);
  const wide =
    inputTypes[0]?.dtype === 'int64' ? indices : emitter.node('Cast', [indices], { to: int(ONNX_DATA_TYPE.int64) });
  const columns = emitter.node('Unsqueeze', [wide, emitter.constant('int64', [1], BigInt64Array.of(-1n))]);
  return emitter.node('ScatterND', [table, columns, updates], { reduction: string('add') });
}

function addRows(indices: NdArray, updates: NdArray, shape: readonly number[]): NdArray {
  const rowLength = shape.slice(1).reduce((product, size) => product * size, 1);
  const table = ndArray(updates.dtype, shape);
  for (const [position, row] of indices.data.entries()) {
    requireRow(NAME, row, shape[0] as number);
    for (let column = 0; column < rowLength; column++) {
      const at = row * rowLength + column;
      table.data[at] = (table.data[at] as number) + (updates.data[position * rowLength + column] as number);
    }
  }
  return table;
}

/** A table of `shape`, zero but for the updates, each added at the row that its index says. */
export function scatterAddRows<D extends DType, E extends DType>(
  indices: Value<E> & IndexCheck<E>,
  updates: Value<D>,
  shape: Shape,
): Value<D> {
  return applyOp(scatterAddRowsOp, [indices, updates], { shape }) as Value<D>;
}
