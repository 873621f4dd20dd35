/**
 * Small graphs from lists of numbers, for property-based tests of passes and backends: every list is a graph, and a shorter
 * list is a smaller one, so that a test library can shrink a failure.
 */
import { type DType, resolveShape, type Shape } from '@bertsmith/tensor';
import { gradients } from '../autodiff/gradients.js';
import { type NdArray, ndArray } from '../interpreter/nd-array.js';
import { createGraph, type Graph } from '../ir/graph.js';
import type { Value } from '../ir/value.js';
import { hyperbolicTangent } from '../ops/elementwise/hyperbolic-tangent.js';
import { mix } from '../ops/random/counter-hash.js';
import { reduceSum } from '../ops/reduce/reduce-sum.js';
import { input, parameter } from '../ops/source/source-op.js';
import { drawNormal } from './example-graph.js';
import { RANDOM_STEPS, type Sources } from './random-steps.js';

/** A graph, and what to feed its inputs and parameters. */
export interface RandomGraph {
  readonly graph: Graph;
  readonly feeds: Readonly<Record<string, NdArray>>;
}

/** Named dimensions have this size. */
const NAMED_SIZE = 2;

/** Larger results are left out, so that the interpreter is quick. */
const MAXIMUM_ELEMENTS = 64;

/**
 * The graph of some choices: each applies one operation to values that are there already. The outputs are the last value, a
 * loss, the gradients of its parameters and the input `x` as it is.
 *
 * @param choices whole numbers from 0
 * @param dtype of all numbers. Default float64, in which passes change a result by rounding alone
 */
export function randomGraph(choices: readonly number[], dtype: DType = 'float64'): RandomGraph {
  const sources: Sources = {
    x: input('x', dtype, ['batch', 3]),
    ids: input('ids', 'int32', ['batch']),
    weight: parameter('weight', dtype, [3, 3]),
    row: parameter('row', dtype, [3]),
  };
  const pool: Value[] = [sources.x, sources.weight, sources.row];
  for (const choice of choices) {
    const step = RANDOM_STEPS[choice % RANDOM_STEPS.length] as (typeof RANDOM_STEPS)[number];
    const pick = (salt: number) => pool[mix(choice + salt) % pool.length] as Value;
    const result = step({ a: pick(1), b: pick(2), sources, draw: (count) => mix(choice) % count });
    if (isSmall(result.shape)) pool.push(result);
  }
  const last = pool.at(-1) as Value;
  const forward = createGraph({ last, loss: reduceSum(hyperbolicTangent(last)), same: sources.x });
  const { graph } = gradients(forward);
  return { graph, feeds: feedsOf(graph) };
}

function isSmall(shape: Shape): boolean {
  return sizesOf(shape).reduce((product, size) => product * size, 1) <= MAXIMUM_ELEMENTS;
}

function sizesOf(shape: Shape): number[] {
  return resolveShape(shape, { batch: NAMED_SIZE });
}

function feedsOf({ inputs, parameters }: Graph): Record<string, NdArray> {
  const sources = [...inputs, ...parameters];
  return Object.fromEntries(sources.map(([name, { dtype, shape }], seed) => [name, draw(dtype, sizesOf(shape), seed)]));
}

function draw(dtype: DType, shape: readonly number[], seed: number): NdArray {
  const count = shape.reduce((product, size) => product * size, 1);
  const element = (index: number) => (dtype === 'int32' ? (index + 1) % 3 : Math.fround(drawNormal(seed, index)));
  return ndArray(
    dtype,
    shape,
    Array.from({ length: count }, (_, index) => element(index)),
  );
}
