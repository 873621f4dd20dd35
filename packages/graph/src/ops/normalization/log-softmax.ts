import type { DType, Shape } from '@bertsmith/tensor';
import { applyOp } from '../../ir/node.js';
import type { OpDefinition } from '../../ir/op-definition.js';
import type { Value } from '../../ir/value.js';
import { int } from '../../onnx/onnx-emitter.js';
import type { LastAxisShape } from '../../typing/normalized-shape.js';
import type { FitCheck } from '../../typing/shape-mismatch.js';
import type { NoAttributes } from '../elementwise/binary-op.js';
import { exponential } from '../elementwise/exponential.js';
import { multiply } from '../elementwise/multiply.js';
import { subtract } from '../elementwise/subtract.js';
import { reduceSum } from '../reduce/reduce-sum.js';
import { mapRows } from './map-rows.js';
import { rowWiseTypes } from './row-wise-types.js';
import { softmaxOp } from './softmax.js';

const NAME = 'LogSoftmax';

export const logSoftmaxOp: OpDefinition<NoAttributes> = {
  ...softmaxOp,
  name: NAME,
  inferTypes: rowWiseTypes(NAME),
  // dx = dy - e^y * sum(dy)
  gradient: ({ outputs, outputGradients }) => {
    const [y, dy] = [outputs[0] as Value, outputGradients[0] as Value];
    return [subtract(dy, multiply(exponential(y), reduceSum(dy, { axes: [-1], keepDims: true })))];
  },
  toOnnx: ({ emitter, inputs }) => [emitter.node(NAME, inputs, { axis: int(-1) })],
  evaluate: ({ inputs }) => inputs.map((input) => mapRows(input, logSoftmaxRow)),
};

function logSoftmaxRow(row: Float64Array): Float64Array {
  const largest = row.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const sum = row.reduce((total, x) => total + Math.exp(x - largest), 0);
  return row.map((x) => x - largest - Math.log(sum));
}

/** `log(softmax(x))` over the last axis, without the underflow of computing it in two steps. */
export function logSoftmax<D extends DType, const S extends Shape>(
  x: Value<D, S> & FitCheck<LastAxisShape<'logSoftmax', S>>,
): Value<D, S> {
  return applyOp(logSoftmaxOp, [x], {}) as Value<D, S>;
}
