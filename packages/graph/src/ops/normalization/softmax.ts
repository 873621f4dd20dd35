import type { DType, Shape } from '@bertsmith/tensor';
import type { NdArray } from '../../interpreter/nd-array.js';
import { applyOp } from '../../ir/node.js';
import type { OpDefinition } from '../../ir/op-definition.js';
import type { Value } from '../../ir/value.js';
import { int } from '../../onnx/onnx-emitter.js';
import type { LastAxisShape } from '../../typing/normalized-shape.js';
import type { FitCheck } from '../../typing/shape-mismatch.js';
import type { NoAttributes } from '../elementwise/binary-op.js';
import { multiply } from '../elementwise/multiply.js';
import { subtract } from '../elementwise/subtract.js';
import { costPerOutputElement } from '../op-cost.js';
import { reduceSum } from '../reduce/reduce-sum.js';
import { mapRows } from './map-rows.js';
import { rowWiseTypes } from './row-wise-types.js';

const NAME = 'Softmax';

export const softmaxOp: OpDefinition<NoAttributes> = {
  specificationVersion: 'v1',
  name: NAME,
  inferTypes: rowWiseTypes(NAME),
  // dx = y * (dy - sum(dy * y))
  gradient: ({ outputs, outputGradients }) => {
    const [y, dy] = [outputs[0] as Value, outputGradients[0] as Value];
    const projection = reduceSum(multiply(dy, y), { axes: [-1], keepDims: true });
    return [multiply(y, subtract(dy, projection))];
  },
  cost: costPerOutputElement(15),
  toOnnx: ({ emitter, inputs }) => [emitter.node(NAME, inputs, { axis: int(-1) })],
  evaluate: ({ inputs }) => inputs.map((input) => mapRows(input as NdArray, softmaxRow)),
  examples: [
    { title: 'rows', inputs: [{ dtype: 'float32', shape: [2, 3, 4] }], attributes: {} },
    {
      title: 'large numbers',
      inputs: [{ dtype: 'float32', shape: [1, 3], data: [1000, 1000, -1000] }],
      attributes: {},
    },
  ],
};

/** The largest element is taken off first, so that no exponential overflows. */
function softmaxRow(row: Float64Array): Float64Array {
  const largest = row.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const exponentials = row.map((x) => Math.exp(x - largest));
  const sum = exponentials.reduce((a, b) => a + b, 0);
  return exponentials.map((x) => x / sum);
}

/** `e^x / sum(e^x)` over the last axis. */
export function softmax<D extends DType, const S extends Shape>(
  x: Value<D, S> & FitCheck<LastAxisShape<'softmax', S>>,
): Value<D, S> {
  return applyOp(softmaxOp, [x], {}) as Value<D, S>;
}
