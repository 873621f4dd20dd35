import { type Dimension, type DType, formatShape, normalizeAxis, type Shape, ShapeError } from '@bertsmith/tensor';
import { elementAt, fillNdArray, type NdArray } from '../../interpreter/nd-array.js';
import { applyOp } from '../../ir/node.js';
import type { OpDefinition } from '../../ir/op-definition.js';
import type { Value } from '../../ir/value.js';
import { costPerOutputElement } from '../op-cost.js';
import { requireInput } from '../op-requirements.js';
import { pad } from './pad.js';

/** Positions `start` to `end`, `end` left out, of one axis. */
export interface SliceAttributes {
  readonly axis: number;
  readonly start: number;
  readonly end: number;
}

const NAME = 'Slice';

export const sliceOp: OpDefinition<SliceAttributes> = {
  specificationVersion: 'v1',
  name: NAME,
  inferTypes: ({ inputs, attributes: { axis, start, end } }) => {
    const { dtype, shape } = requireInput(NAME, inputs, 0);
    const size = shape[axis] as Dimension;
    if (start < 0 || end < start || (typeof size === 'number' && end > size)) {
      throw new ShapeError(`slice: ${start} to ${end} is not within axis ${axis} of ${formatShape(shape)}`, {
        op: NAME,
      });
    }
    return [{ dtype, shape: shape.with(axis, end - start) }];
  },
  gradient: ({ inputs, attributes: { axis, start }, outputGradients }) => {
    const total = (inputs[0] as Value).shape[axis] as Dimension;
    return [pad(outputGradients[0] as Value, { axis, before: start, total })];
  },
  cost: costPerOutputElement(0),
  toOnnx: ({ emitter, inputs, attributes: { axis, start, end } }) => {
    const bounds = [start, end, axis].map((bound) => emitter.constant('int64', [1], BigInt64Array.of(BigInt(bound))));
    return [emitter.node(NAME, [...inputs, ...bounds])];
  },
  evaluate: ({ inputs, attributes: { axis, start }, outputShapes }) => {
    const input = inputs[0] as NdArray;
    const read = (at: readonly number[]) => elementAt(input, at.with(axis, (at[axis] as number) + start));
    return [fillNdArray(input.dtype, outputShapes[0] ?? [], read)];
  },
  examples: [
    { title: 'middle', inputs: [{ dtype: 'float32', shape: [2, 5, 2] }], attributes: { axis: 1, start: 1, end: 3 } },
    { title: 'nothing', inputs: [{ dtype: 'float32', shape: [3, 2] }], attributes: { axis: 0, start: 2, end: 2 } },
    { title: 'first', inputs: [{ dtype: 'float32', shape: [3, 2] }], attributes: { axis: 0, start: 0, end: 1 } },
  ],
};

/**
 * Positions `start` to `end`, `end` left out, of one axis, which stays with size `end - start`, 0 too. Where the axis has a
 * name, the caller promises that it is long enough.
 */
export function slice<D extends DType>(
  x: Value<D, Shape>,
  { axis, start, end }: { axis: number; start: number; end: number },
): Value<D> {
  const normalized = normalizeAxis(axis, x.shape.length, NAME);
  return applyOp(sliceOp, [x], { axis: normalized, start, end }) as Value<D>;
}
