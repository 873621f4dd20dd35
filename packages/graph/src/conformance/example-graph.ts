/** From an op's example to a graph and what to feed it. */
import { ConfigError, countElements } from '@bertsmith/tensor';
import { type NdArray, ndArray } from '../interpreter/nd-array.js';
import { createNode } from '../ir/node.js';
import type { AnyOp, ExampleInput, OpExample } from '../ir/op-definition.js';
import type { Value } from '../ir/value.js';
import { mix } from '../ops/random/counter-hash.js';
import { input } from '../ops/source/source-op.js';

/** An op applied to inputs called `x0`, `x1`, ... */
export interface ExampleGraph {
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  readonly feeds: Readonly<Record<string, NdArray>>;
}

/** The example as a graph; elements that it does not give are drawn from a normal distribution with a fixed seed. */
export function buildExample(op: AnyOp, example: OpExample<object>): ExampleGraph {
  const inputs = example.inputs.map(({ dtype, shape }, index) => input(`x${index}`, dtype, shape));
  const feeds = example.inputs.map((each, index) => [`x${index}`, exampleArray(each, index)] as const);
  return { inputs, outputs: createNode(op, inputs, example.attributes).outputs, feeds: Object.fromEntries(feeds) };
}

function exampleArray({ dtype, shape, data }: ExampleInput, seed: number): NdArray {
  const count = countElements(shape);
  if (data !== undefined && data.length !== count) {
    throw new ConfigError(`an example's input has ${data.length} elements, its shape ${count}`);
  }
  return ndArray(
    dtype,
    shape,
    data ?? Array.from({ length: count }, (_, index) => Math.fround(drawNormal(seed, index))),
  );
}

/** The Box-Muller transform of two hashed counters. */
export function drawNormal(seed: number, index: number): number {
  const uniform = (counter: number) => (mix(mix(counter + 1) ^ mix(seed + 77)) + 0.5) / 2 ** 32;
  return Math.sqrt(-2 * Math.log(uniform(2 * index))) * Math.cos(2 * Math.PI * uniform(2 * index + 1));
}
