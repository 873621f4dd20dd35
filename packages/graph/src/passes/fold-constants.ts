import { countElements } from '@bertsmith/tensor';
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

/** Computes, once and for all, what depends only on constants. Float results are rounded to their dtype. */
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

function fold({ op, inputs, outputs, attributes }: Node): readonly Value[] {
  const results = op.evaluate({
    inputs: inputs.map(constantArray),
    attributes,
    outputShapes: outputs.map((output) => output.shape as number[]),
    sizes: {},
  });
  return results.map(({ dtype, shape, data }) => constant(dtype, shape, storeNumbers(dtype, data)));
}

function constantArray({ node }: Value): NdArray {
  const { dtype, shape, data } = node.attributes as unknown as ConstantData;
  return ndArray(dtype, shape, readNumbers(dtype, data));
}
