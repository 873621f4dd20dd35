import {
  type Dimension,
  type DType,
  formatShape,
  normalizeAxis,
  resolveDimension,
  type Shape,
  ShapeError,
} from '@bertsmith/tensor';
import { elementAt, fillNdArray, type NdArray } from '../../interpreter/nd-array.js';
import { applyOp } from '../../ir/node.js';
import type { LowerContext, OpDefinition } from '../../ir/op-definition.js';
import type { Value } from '../../ir/value.js';
import { costPerOutputElement } from '../op-cost.js';
import { requireFloat, requireInput } from '../op-requirements.js';
import { slice } from './slice.js';

/** Zeros before and after along one axis, up to `total` positions; the input's size along it is a number. */
export interface PadAttributes {
  readonly axis: number;
  readonly before: number;
  readonly total: Dimension;
}

const NAME = 'Pad';

export const padOp: OpDefinition<PadAttributes> = {
  specificationVersion: 'v1',
  name: NAME,
  inferTypes: ({ inputs, attributes }) => {
    const input = requireInput(NAME, inputs, 0);
    requireFloat(NAME, input);
    requireRoom(input.shape, attributes);
    return [{ dtype: input.dtype, shape: input.shape.with(attributes.axis, attributes.total) }];
  },
  gradient: ({ inputs, attributes: { axis, before }, outputGradients }) => {
    const size = (inputs[0] as Value).shape[axis] as number;
    return [slice(outputGradients[0] as Value, { axis, start: before, end: before + size })];
  },
  cost: costPerOutputElement(0),
  toOnnx: (context) => [emitPad(context)],
  evaluate: ({ inputs, attributes: { axis, before, total }, outputShapes, sizes }) => {
    const input = inputs[0] as NdArray;
    const end = before + (input.shape[axis] as number);
    if (end > resolveDimension(total, sizes)) throw new ShapeError(`pad: ${end} positions do not fit into ${total}`);
    const read = (at: readonly number[]) => {
      const position = at[axis] as number;
      return position < before || position >= end ? 0 : elementAt(input, at.with(axis, position - before));
    };
    return [fillNdArray(input.dtype, outputShapes[0] ?? [], read)];
  },
  examples: [
    {
      title: 'both sides',
      inputs: [{ dtype: 'float32', shape: [2, 2, 2] }],
      attributes: { axis: 1, before: 1, total: 5 },
    },
    { title: 'behind', inputs: [{ dtype: 'float32', shape: [1, 2] }], attributes: { axis: 0, before: 0, total: 3 } },
  ],
};

function requireRoom(shape: Shape, { axis, before, total }: PadAttributes): void {
  const size = shape[axis];
  const isSized = typeof size === 'number';
  if (isSized && before >= 0 && (typeof total === 'string' || before + size <= total)) return;
  const reason = isSized ? '' : ': its size is not known';
  throw new ShapeError(
    `pad: axis ${axis} of ${formatShape(shape)} does not fit into ${total} after ${before}${reason}`,
    {
      op: NAME,
    },
  );
}

function emitPad({
  emitter,
  inputs,
  inputTypes,
  attributes: { axis, before, total },
}: LowerContext<PadAttributes>): string {
  const int64 = (value: number) => emitter.constant('int64', [1], BigInt64Array.of(BigInt(value)));
  const end = before + (inputTypes[0]?.shape[axis] as number);
  const after = emitter.node('Sub', [emitter.sizes([total]), int64(end)]);
  const pads = emitter.node('Concat', [int64(before), after], { axis: { kind: 'int', value: 0 } });
  return emitter.node(NAME, [inputs[0] as string, pads, '', int64(axis)]);
}

/** Zeros along one axis: `before` of them in front, and behind as many as it takes to `total`. */
export function pad<D extends DType>(
  x: Value<D, Shape>,
  { axis, before, total }: { axis: number; before: number; total: Dimension },
): Value<D> {
  return applyOp(padOp, [x], { axis: normalizeAxis(axis, x.shape.length, NAME), before, total }) as Value<D>;
}
