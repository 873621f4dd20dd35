import { countElements, isFloatingPoint } from '@bertsmith/tensor';
import { integerRange, isInteger } from '../interpreter/integers.js';
import { type NdArray, ndArray } from '../interpreter/nd-array.js';
import { readNumbers, storeNumbers } from '../interpreter/storage-numbers.js';
import type { Node } from '../ir/node.js';
import type { ConstantData } from '../ir/op-definition.js';
import type { Value } from '../ir/value.js';
import { isConstantNode } from '../ops/source/source-nodes.js';
import { constant } from '../ops/source/source-op.js';
import type { Pass } from '../rewrite/pass.js';
import { rebuildGraph } from '../rewrite/rebuild-graph.js';

/** Results with more elements stay nodes: as data they would cost more than they save. */
const MAXIMUM_ELEMENTS = 1024;

/**
 * Computes, once and for all, what depends only on constants. Floats are rounded to their dtype. Integers are folded only where
 * every step is exact; the rest (numbers above 2^53, a division by 0, a float that no integer can be) is left to the runtime.
 */
export const foldConstants: Pass = {
  name: 'fold-constants',
  run: (graph) => rebuildGraph(graph, (node) => (isFoldable(node) ? fold(node) : undefined)),
};

function isFoldable({ inputs, outputs }: Node): boolean {
  return inputs.length > 0 && inputs.every((input) => isConstantNode(input.node)) && outputs.every(hasFewElements);
}

function hasFewElements({ shape }: Value): boolean {
  const isSized = shape.every((dimension) => typeof dimension === 'number');
  return isSized && countElements(shape as number[]) <= MAXIMUM_ELEMENTS;
}

function fold({ op, inputs, outputs, attributes }: Node): readonly Value[] | undefined {
  const arrays = inputs.map(constantArray);
  if (!haveExactSums(arrays)) return undefined;
  const results = op.evaluate({
    inputs: arrays,
    attributes,
    outputShapes: outputs.map((output) => output.shape as number[]),
    sizes: {},
  });
  if (!results.every(isRepresentable)) return undefined;
  return results.map(({ dtype, shape, data }) => constant(dtype, shape, storeNumbers(dtype, data)));
}

function constantArray({ node }: Value): NdArray {
  const { dtype, shape, data } = node.attributes as unknown as ConstantData;
  return ndArray(dtype, shape, readNumbers(dtype, data));
}

/** Whether any sum of the integers is exact in float64: as long as all their magnitudes together are. */
function haveExactSums(arrays: readonly NdArray[]): boolean {
  const integers = arrays.filter(({ dtype }) => isInteger(dtype));
  const total = integers.reduce((sum, { data }) => data.reduce((partial, each) => partial + Math.abs(each), sum), 0);
  return total <= Number.MAX_SAFE_INTEGER;
}

/** Whether every element is one of its dtype, which for floats rounding takes care of. */
function isRepresentable({ dtype, data }: NdArray): boolean {
  if (isFloatingPoint(dtype)) return true;
  const [smallest, largest] = integerRange(dtype);
  return data.every((each) => Number.isSafeInteger(each) && each >= smallest && each <= largest);
}
