import { ShapeError } from '@bertsmith/tensor';
import { describe, expect, it } from 'vitest';
import { interpret } from '../interpreter/interpret.js';
import { ndArray } from '../interpreter/nd-array.js';
import { formatGraph } from '../ir/format-graph.js';
import { createGraph } from '../ir/graph.js';
import type { Value } from '../ir/value.js';
import { add } from '../ops/elementwise/add.js';
import { equal } from '../ops/elementwise/equal.js';
import { exponential } from '../ops/elementwise/exponential.js';
import { hyperbolicTangent } from '../ops/elementwise/hyperbolic-tangent.js';
import { multiply } from '../ops/elementwise/multiply.js';
import { cast } from '../ops/layout/cast.js';
import { split } from '../ops/layout/split.js';
import { layerNormalization } from '../ops/normalization/layer-normalization.js';
import { reduceSum } from '../ops/reduce/reduce-sum.js';
import { input, parameter } from '../ops/source/source-op.js';
import { backpropagate } from './backpropagate.js';

const x = parameter('x', 'float64', [2]);
const feeds = { x: ndArray('float64', [2], [0.5, -1.5]) };

function evaluate(value: Value | undefined): number[] {
  if (value === undefined) throw new Error('there is no gradient');
  const used = createGraph({ value }).parameters.size > 0 ? feeds : {};
  return Array.from(interpret(createGraph({ value }), used).get('value')?.data ?? []);
}

describe('backpropagate', () => {
  it('adds up the gradients of a value that is used twice', () => {
    const loss = reduceSum(add(multiply(x, x), multiply(x, 3)));
    const [gradient] = backpropagate(loss, [x]);
    expect(evaluate(gradient)).toEqual([2 * 0.5 + 3, 2 * -1.5 + 3]);
  });

  it('prints as an ordinary graph', () => {
    const [gradient] = backpropagate(reduceSum(multiply(x, x)), [x]);
    expect(`\n${formatGraph(createGraph({ gradient: gradient as Value }))}`).toMatchInlineSnapshot(`
      "
      %0: float64[] = Constant data=[1]
      %1: float64[1] = Reshape %0
      %2: float64[2] = Expand %1
      %3: float64[2] = Parameter name="x"
      %4: float64[2] = Mul %2 %3
      %5: float64[2] = Mul %2 %3
      %6: float64[2] = Add %4 %5
      return gradient = %6
      "
    `);
  });

  it('differentiates the gradient again', () => {
    const [first] = backpropagate(reduceSum(hyperbolicTangent(x)), [x]);
    const [second] = backpropagate(reduceSum(first as Value), [x]);
    const [third] = backpropagate(reduceSum(second as Value), [x]);
    const tanh = [0.5, -1.5].map(Math.tanh);
    const expected = (derivative: (t: number) => number) => tanh.map((t) => expect.closeTo(derivative(t), 12));
    expect(evaluate(first)).toEqual(expected((t) => 1 - t * t));
    expect(evaluate(second)).toEqual(expected((t) => -2 * t * (1 - t * t)));
    expect(evaluate(third)).toEqual(expected((t) => (1 - t * t) * (6 * t * t - 2)));
  });

  it('takes any values as targets, intermediate ones and the loss too', () => {
    const square = multiply(x, x);
    const loss = reduceSum(exponential(square));
    const [toSquare, toX, toLoss] = backpropagate(loss, [square, x, loss]);
    expect(evaluate(toSquare)).toEqual([0.5, -1.5].map((each) => expect.closeTo(Math.exp(each ** 2), 12)));
    expect(evaluate(toX)).toEqual([0.5, -1.5].map((each) => expect.closeTo(2 * each * Math.exp(each ** 2), 12)));
    expect(evaluate(toLoss)).toEqual([1]);
  });

  it('gives no gradient where the loss does not depend on the target, or not smoothly', () => {
    const y = parameter('y', 'float64', [2]);
    const steps = cast(equal(x, x), 'float64');
    const whole = cast(cast(x, 'int32'), 'float64');
    expect(backpropagate(reduceSum(multiply(x, x)), [y])).toEqual([undefined]);
    expect(backpropagate(reduceSum(add(steps, whole)), [x])).toEqual([undefined]);
  });

  it('fills in zeros for the outputs of a node that the loss does not use', () => {
    const [first] = split(x, { axis: 0, sizes: [1, 1] });
    const [gradient] = backpropagate(reduceSum(multiply(first as Value, 5)), [x]);
    expect(evaluate(gradient)).toEqual([5, 0]);
  });

  it('starts a 16-bit loss with a one of its dtype', () => {
    const half = parameter('half', 'float16', [2]);
    const [gradient] = backpropagate(reduceSum(multiply(half, 2)), [half]);
    expect(gradient?.dtype).toBe('float16');
  });

  it('refuses a loss that is no scalar or no float', () => {
    expect(() => backpropagate(multiply(x, x), [x])).toThrow(ShapeError);
    expect(() => backpropagate(multiply(x, x), [x])).toThrow('the loss is a floating-point scalar, got float64[2]');
    expect(() => backpropagate(input('n', 'int32', []), [x])).toThrow('got int32[]');
  });

  it('refuses what an op cannot differentiate', () => {
    const y = layerNormalization(x, x, x, { epsilon: 1e-5 });
    const mean = y.node.outputs[1] as Value;
    expect(() => backpropagate(reduceSum(mean), [x])).toThrow('no gradient flows through its mean and deviation');
  });
});
