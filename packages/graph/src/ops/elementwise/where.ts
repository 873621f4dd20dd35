import { type DType, DTypeError } from '@bertsmith/tensor';
import { elementAt, fillNdArray, type NdArray } from '../../interpreter/nd-array.js';
import { applyOp } from '../../ir/node.js';
import type { OpDefinition } from '../../ir/op-definition.js';
import { formatValueType, type Value } from '../../ir/value.js';
import type { DTypeCheck, SameDTypeCheck } from '../../typing/dtype-mismatch.js';
import { broadcastShapes } from '../broadcast.js';
import { costPerOutputElement } from '../op-cost.js';
import { requireInput, requireSameDType } from '../op-requirements.js';
import { sumTo } from '../reduce/sum-to.js';
import { scalar } from '../source/scalar.js';
import type { NoAttributes } from './binary-op.js';

const NAME = 'Where';

export const whereOp: OpDefinition<NoAttributes> = {
  specificationVersion: 'v1',
  name: NAME,
  inferTypes: ({ inputs }) => {
    const condition = requireInput(NAME, inputs, 0);
    if (condition.dtype !== 'bool') {
      throw new DTypeError(`${NAME}: the condition is bool, got ${formatValueType(condition)}`, { op: NAME });
    }
    const dtype = requireSameDType(NAME, inputs.slice(1));
    const shapes = inputs.map((input) => input.shape);
    return [{ dtype, shape: shapes.reduce((a, b) => broadcastShapes(NAME, a, b)) }];
  },
  gradient: ({ inputs, outputGradients, wanted }) => {
    const [condition, a, b] = inputs as [Value, Value, Value];
    const gradient = outputGradients[0] as Value;
    const zero = scalar(gradient.dtype, 0);
    return [
      undefined,
      wanted[1] ? sumTo(where(condition, gradient, zero), a.shape) : undefined,
      wanted[2] ? sumTo(where(condition, zero, gradient), b.shape) : undefined,
    ];
  },
  cost: costPerOutputElement(1),
  toOnnx: ({ emitter, inputs }) => [emitter.node(NAME, inputs)],
  evaluate: ({ inputs, outputShapes }) => {
    const [condition, a, b] = inputs as [NdArray, NdArray, NdArray];
    const choose = (at: readonly number[]) => elementAt(elementAt(condition, at) ? a : b, at);
    return [fillNdArray(a.dtype, outputShapes[0] ?? [], choose)];
  },
  examples: [
    {
      title: 'broadcast condition',
      inputs: [
        { dtype: 'bool', shape: [3], data: [1, 0, 1] },
        { dtype: 'float32', shape: [2, 3] },
        { dtype: 'float32', shape: [2, 1] },
      ],
      attributes: {},
    },
  ],
};

/** `a` where the condition is 1, `b` where it is 0; the shapes are broadcast. */
export function where<C extends DType, D extends DType, E extends DType>(
  condition: Value<C> & DTypeCheck<C, 'bool', 'where: the condition is bool'>,
  a: Value<D>,
  b: Value<E> & SameDTypeCheck<D, E>,
): Value<D> {
  return applyOp(whereOp, [condition, a, b], {}) as Value<D>;
}
