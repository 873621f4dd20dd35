import { type DType, formatShape, normalizeAxis, type Shape, ShapeError, sameShape } from '@bertsmith/tensor';
import { elementAt, fillNdArray, type NdArray } from '../../interpreter/nd-array.js';
import { applyOp } from '../../ir/node.js';
import type { OpDefinition } from '../../ir/op-definition.js';
import type { Value, ValueType } from '../../ir/value.js';
import { int } from '../../onnx/onnx-emitter.js';
import { costPerOutputElement } from '../op-cost.js';
import { requireInput, requireSameDType } from '../op-requirements.js';
import { slice } from './slice.js';

interface ConcatAttributes {
  readonly axis: number;
}

const NAME = 'Concat';

export const concatOp: OpDefinition<ConcatAttributes> = {
  specificationVersion: 'v1',
  name: NAME,
  inferTypes: ({ inputs, attributes: { axis } }) => {
    const dtype = requireSameDType(NAME, inputs);
    const { shape } = requireInput(NAME, inputs, 0);
    const total = inputs.reduce((sum, input) => sum + sizeAlong(input, axis, shape), 0);
    return [{ dtype, shape: shape.with(axis, total) }];
  },
  gradient: ({ inputs, attributes: { axis }, outputGradients, wanted }) => {
    let start = 0;
    return inputs.map((input, index) => {
      const end = start + (input.shape[axis] as number);
      const gradient = wanted[index] ? slice(outputGradients[0] as Value, { axis, start, end }) : undefined;
      start = end;
      return gradient;
    });
  },
  cost: costPerOutputElement(0),
  toOnnx: ({ emitter, inputs, attributes: { axis } }) => [emitter.node(NAME, inputs, { axis: int(axis) })],
  evaluate: ({ inputs, attributes: { axis }, outputShapes }) => [
    fillNdArray((inputs[0] as NdArray).dtype, outputShapes[0] ?? [], (at) => readConcatenated(inputs, axis, at)),
  ],
  examples: [
    {
      title: 'middle axis',
      inputs: [
        { dtype: 'float32', shape: [2, 1, 2] },
        { dtype: 'float32', shape: [2, 3, 2] },
      ],
      attributes: { axis: 1 },
    },
  ],
};

function sizeAlong({ shape }: ValueType, axis: number, first: Shape): number {
  const size = shape[axis];
  if (typeof size !== 'number' || !sameShape(shape.with(axis, 0), first.with(axis, 0))) {
    throw new ShapeError(
      `concat: ${formatShape(shape)} cannot be joined to ${formatShape(first)} along axis ${axis}: sizes along it are numbers, the others are the same`,
      {
        op: NAME,
      },
    );
  }
  return size;
}

function readConcatenated(inputs: readonly NdArray[], axis: number, at: readonly number[]): number {
  let position = at[axis] as number;
  for (const input of inputs) {
    const size = input.shape[axis] as number;
    if (position < size) return elementAt(input, at.with(axis, position));
    position -= size;
  }
  throw new ShapeError(`concat: position ${position} is outside`);
}

/** Joins values along an axis; along it their sizes are numbers, along the others they are the same. */
export function concat<D extends DType>(values: readonly Value<D, Shape>[], axis: number): Value<D> {
  const rank = values[0]?.shape.length ?? 0;
  return applyOp(concatOp, values, { axis: normalizeAxis(axis, rank, NAME) }) as Value<D>;
}
