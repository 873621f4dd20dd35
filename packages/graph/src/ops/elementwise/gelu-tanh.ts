/**
 * The Gaussian error linear unit in its approximation by a hyperbolic tangent (Hendrycks and Gimpel 2016, section 2), which
 * Hugging Face calls `gelu_new`.
 */
import type { LowerContext, OpDefinition } from '../../ir/op-definition.js';
import { string } from '../../onnx/onnx-emitter.js';
import { scalar } from '../source/scalar.js';
import { add } from './add.js';
import type { NoAttributes } from './binary-op.js';
import { hyperbolicTangent } from './hyperbolic-tangent.js';
import { multiply } from './multiply.js';
import { subtract } from './subtract.js';
import { defineUnaryOp, unaryOperation } from './unary-op.js';

const SLOPE = Math.sqrt(2 / Math.PI);
const CUBIC = 0.044715;

const definition = defineUnaryOp({
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

export const geluTanhOp: OpDefinition<NoAttributes> = {
  ...definition,
  // ONNX defines `Gelu` with constants of float32, which is all that a runtime has of it in float64.
  toOnnx: (context) =>
    context.inputTypes[0]?.dtype === 'float64' ? [emitFormula(context)] : definition.toOnnx(context),
};

function emitFormula({ emitter, inputs }: LowerContext<NoAttributes>): string {
  const [x] = inputs as [string];
  const apply = (opType: string, a: string, b: string | number) =>
    emitter.node(opType, [a, typeof b === 'number' ? emitter.scalar('float64', b) : b]);
  const slope = apply('Add', apply('Mul', apply('Mul', x, x), CUBIC * SLOPE), SLOPE);
  const t = emitter.node('Tanh', [apply('Mul', slope, x)]);
  return apply('Mul', apply('Mul', apply('Add', t, 1), 0.5), x);
}

/** `x / 2 * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 * x^3)))`, elementwise. */
export const geluTanh = unaryOperation(geluTanhOp);
