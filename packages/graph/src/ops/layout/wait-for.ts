import type { DType, Shape } from '@bertsmith/tensor';
import { applyOp } from '../../ir/node.js';
import type { LowerContext, OpDefinition } from '../../ir/op-definition.js';
import type { Value, ValueType } from '../../ir/value.js';
import type { NoAttributes } from '../elementwise/binary-op.js';
import { requireInput } from '../op-requirements.js';

const NAME = 'WaitFor';

/** The first input as it is, once the others have been computed. */
export const waitForOp: OpDefinition<NoAttributes> = {
  specificationVersion: 'v1',
  name: NAME,
  isView: true,
  inferTypes: ({ inputs }) => [typeOf(requireInput(NAME, inputs, 0))],
  gradient: ({ inputs, outputGradients }) => inputs.map((_, index) => (index === 0 ? outputGradients[0] : undefined)),
  cost: () => ({ flops: 0, bytes: 0 }),
  toOnnx: (context) => [emitWait(context)],
  evaluate: ({ inputs }) => inputs.slice(0, 1),
  examples: [
    { title: 'two others', inputs: [2, 3, 1].map((rows) => ({ dtype: 'float32', shape: [rows, 2] })), attributes: {} },
    { title: 'a number', inputs: [[], [3]].map((shape) => ({ dtype: 'float32', shape })), attributes: {} },
  ],
};

function typeOf({ dtype, shape }: ValueType): ValueType {
  return { dtype, shape };
}

/**
 * A reshape, which copies nothing, to a shape of zeros, where a 0 says "as it was". The zeros are multiplied by the number of elements of what is
 * waited for: no optimizer may know that before it is there.
 */
function emitWait({ emitter, inputs, inputTypes }: LowerContext<NoAttributes>): string {
  const [first, ...others] = inputs as [string, ...string[]];
  const rank = inputTypes[0]?.shape.length ?? 0;
  const zeros = emitter.constant('int64', [rank], new BigInt64Array(rank));
  const shape = others.reduce((product, other) => emitter.node('Mul', [product, emitter.node('Size', [other])]), zeros);
  return emitter.node('Reshape', [first, shape]);
}

/**
 * `x` itself, bit for bit, that cannot be had before `others` have been computed. What is made of it is another value than what is made of `x`, so no
 * pass takes the two for common subexpressions. It costs nothing: neither a copy nor memory.
 */
export function waitFor<D extends DType, const S extends Shape>(x: Value<D, S>, others: readonly Value[]): Value<D, S> {
  return (others.length === 0 ? x : applyOp(waitForOp, [x, ...others], {})) as Value<D, S>;
}
