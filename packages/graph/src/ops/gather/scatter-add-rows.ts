import { type DType, formatShape, multiplyDimensions, type Shape, ShapeError, sameShape } from '@bertsmith/tensor';
import { type NdArray, ndArray } from '../../interpreter/nd-array.js';
import { applyOp } from '../../ir/node.js';
import type { LowerContext, OpDefinition } from '../../ir/op-definition.js';
import type { Value, ValueType } from '../../ir/value.js';
import { ONNX_DATA_TYPE } from '../../onnx/onnx-data-type.js';
import { int, type OnnxEmitter, string } from '../../onnx/onnx-emitter.js';
import type { IndexCheck } from '../../typing/dtype-mismatch.js';
import { emitReshape } from '../layout/reshape.js';
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

/**
 * Adds element by element: the position of each in the flattened table is `row * width + column`. `ScatterND` with `add`, which
 * takes whole rows, is faster and wrong: onnxruntime's threads add to the same row at once, and what one of them wrote is lost.
 * `ScatterElements` goes along its axis in order, in one thread for each position of the other axes, of which there are none here.
 */
function emitScatter({ emitter, inputs, inputTypes, outputTypes }: LowerContext<ScatterAddRowsAttributes>): string {
  const [indices, updates] = inputs as [string, string];
  const { dtype, shape } = outputTypes[0] as ValueType;
  const vector = emitter.constant('int64', [1], BigInt64Array.of(-1n));
  const flatten = (name: string) => emitter.node('Reshape', [name, vector]);
  const positions = flatten(emitPositions(emitter, indices, inputTypes[0] as ValueType, shape));
  // The runtime has no kernel that adds in 16 bits, where many small additions would be lost anyway.
  const isNarrow = dtype === 'float16' || dtype === 'bfloat16';
  const elements = isNarrow ? emitCast(emitter, updates, 'float32') : updates;
  const zero = emitter.scalar(isNarrow ? 'float32' : dtype, 0);
  const table = emitter.node('Expand', [zero, emitter.sizes([multiplyDimensions(shape)])]);
  const attributes = { axis: int(0), reduction: string('add') };
  const sums = emitter.node('ScatterElements', [table, positions, flatten(elements)], attributes);
  const shaped = emitReshape(emitter, sums, shape);
  return isNarrow ? emitCast(emitter, shaped, dtype) : shaped;
}

/** For each element of the updates, where in the flattened table it belongs: int64 `[...indices, width]`. */
function emitPositions(emitter: OnnxEmitter, indices: string, { dtype }: ValueType, shape: Shape): string {
  const width = emitter.size(multiplyDimensions(shape.slice(1)));
  const wide = dtype === 'int64' ? indices : emitCast(emitter, indices, 'int64');
  const rowStarts = emitter.node('Mul', [wide, width]);
  const column = emitter.node('Unsqueeze', [rowStarts, emitter.constant('int64', [1], BigInt64Array.of(-1n))]);
  const columns = emitter.node('Range', [emitter.scalar('int64', 0), width, emitter.scalar('int64', 1)]);
  return emitter.node('Add', [column, columns]);
}

function emitCast(emitter: OnnxEmitter, name: string, to: DType): string {
  return emitter.node('Cast', [name], { to: int(ONNX_DATA_TYPE[to]) });
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
