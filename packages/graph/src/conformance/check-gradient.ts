import { BackendError, countElements, isFloatingPoint } from '@bertsmith/tensor';
import { backpropagate } from '../autodiff/backpropagate.js';
import { interpret } from '../interpreter/interpret.js';
import { type NdArray, ndArray } from '../interpreter/nd-array.js';
import { createGraph } from '../ir/graph.js';
import { type AnyOp, NOT_DIFFERENTIABLE, type OpExample } from '../ir/op-definition.js';
import type { Value } from '../ir/value.js';
import { add } from '../ops/elementwise/add.js';
import { multiply } from '../ops/elementwise/multiply.js';
import { cast } from '../ops/layout/cast.js';
import { reduceSum } from '../ops/reduce/reduce-sum.js';
import { constant } from '../ops/source/source-op.js';
import { buildExample, drawNormal } from './example-graph.js';

/** Half the distance of the two points of a central difference: the cube root of float64's precision, about. */
const STEP = 1e-5;

/** Of a central difference with {@link STEP} in float64: truncation 1e-10 and cancellation 1e-11, with room for curvature. */
const TOLERANCE = 1e-6;

/**
 * Compares an op's gradient with central differences of its reference evaluation, for a loss that weighs all its outputs.
 *
 * @throws BackendError that names the example, input and element where they differ
 */
export function checkGradient(op: AnyOp, example: OpExample<object>): void {
  if (op.gradient === NOT_DIFFERENTIABLE) return;
  const { inputs, outputs, feeds } = buildExample(op, example);
  const smooth = outputs.filter((_, index) => op.differentiableOutputs?.includes(index) ?? true);
  const weighable = smooth.filter((output) => isFloatingPoint(output.dtype));
  if (weighable.length === 0) return;
  const loss = weighOutputs(weighable);
  const targets = inputs.filter((value) => isFloatingPoint(value.dtype));
  const gradients = backpropagate(loss, targets);
  for (const [index, target] of targets.entries()) {
    const name = target.node.attributes.name as string;
    const computed =
      gradients[index] && interpret(createGraph({ g: gradients[index] }), usedFeeds(gradients[index], feeds));
    compareGradient(`${op.name} (${example.title}), input ${name}`, loss, name, feeds, computed?.get('g'));
  }
}

/** The interpreter refuses feeds that a graph does not use. */
function usedFeeds(output: Value, feeds: Readonly<Record<string, NdArray>>): Record<string, NdArray> {
  const used = createGraph({ output }).inputs;
  return Object.fromEntries(Object.entries(feeds).filter(([name]) => used.has(name)));
}

function weighOutputs(outputs: readonly Value[]): Value {
  const terms = outputs.map((output, seed) => {
    const shape = output.shape as number[];
    const weights = Float64Array.from({ length: countElements(shape) }, (_, index) => drawNormal(seed + 100, index));
    return reduceSum(multiply(cast(output, 'float64'), constant('float64', shape, weights)));
  });
  return terms.reduce((a, b) => add(a, b));
}

function compareGradient(
  title: string,
  loss: Value,
  name: string,
  feeds: Readonly<Record<string, NdArray>>,
  computed: NdArray | undefined,
): void {
  const graph = createGraph({ loss });
  const feed = feeds[name] as NdArray;
  const lossAt = (index: number, change: number): number => {
    const data = Float64Array.from(feed.data);
    data[index] = (data[index] as number) + change;
    const moved = { ...usedFeeds(loss, feeds), [name]: ndArray(feed.dtype, feed.shape, data) };
    return interpret(graph, moved).get('loss')?.data[0] as number;
  };
  for (let index = 0; index < feed.data.length; index++) {
    const expected = (lossAt(index, STEP) - lossAt(index, -STEP)) / (2 * STEP);
    const actual = computed?.data[index] ?? 0;
    if (Math.abs(actual - expected) <= TOLERANCE * Math.max(1, Math.abs(expected))) continue;
    throw new BackendError(
      `${title}: the gradient of element ${index} is ${actual}, central differences say ${expected}`,
    );
  }
}
