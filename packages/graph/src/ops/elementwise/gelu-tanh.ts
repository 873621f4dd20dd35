/**
 * The Gaussian error linear unit in its approximation by a hyperbolic tangent (Hendrycks and Gimpel 2016, section 2), which
 * Hugging Face calls `gelu_new`.
 */
import { string } from '../../onnx/onnx-emitter.js';
import { scalar } from '../source/scalar.js';
import { add } from './add.js';
import { hyperbolicTangent } from './hyperbolic-tangent.js';
import { multiply } from './multiply.js';
import { subtract } from './subtract.js';
import { defineUnaryOp, unaryOperation } from './unary-op.js';

const SLOPE = Math.sqrt(2 / Math.PI);
const CUBIC = 0.044715;

export const geluTanhOp = defineUnaryOp({
  name: 'GeluTanh',
  compute: (x) => 0.5 * x * (1 + Math.tanh(SLOPE * (x + CUBIC * x ** 3))),
  // With t = tanh(u): (1 + t) / 2 + x / 2 * (1 - t^2) * du/dx.
  derivative: ({ input: x }) => {
    const square = multiply(x, x);
    const t = hyperbolicTangent(multiply(multiply(x, SLOPE), add(multiply(square, CUBIC), 1)));
    const slope = add(multiply(square, 3 * CUBIC * SLOPE), SLOPE);
    const tail = multiply(multiply(x, 0.5), multiply(subtract(scalar(x.dtype, 1), multiply(t, t)), slope));
    return add(add(multiply(t, 0.5), 0.5), tail);
  },
  flops: 20,
  onnx: { opType: 'Gelu', attributes: { approximate: string('tanh') } },
});

/** `x / 2 * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 * x^3)))`, elementwise. */
export const geluTanh = unaryOperation(geluTanhOp);
