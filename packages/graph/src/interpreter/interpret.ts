import { resolveShape, type Tensor } from '@bertsmith/tensor';
import { bindSizes } from '../ir/bind-sizes.js';
import type { Graph } from '../ir/graph.js';
import type { Value } from '../ir/value.js';
import { isInputNode, isParameterNode } from '../ops/source/source-nodes.js';
import { type NdArray, ndArray } from './nd-array.js';
import { readNumbers } from './storage-numbers.js';

/** What inputs and parameters have: tensors, or arrays of the interpreter. */
export type Feeds = Readonly<Record<string, Tensor | NdArray>>;

/**
 * Runs a graph by the ops' reference evaluations: plain loops over float64, slow and obvious. For tests, and for authors of ops
 * and passes.
 *
 * @param feeds every input and parameter by name
 * @returns every output by name
 * @throws InputError, ShapeError or DTypeError that names the feed when one is missing, unknown or does not fit
 */
export function interpret(graph: Graph, feeds: Feeds): Map<string, NdArray> {
  const sources = new Map([...graph.inputs, ...graph.parameters]);
  const fed = new Map(Object.entries(feeds).map(([name, feed]) => [name, toNdArray(feed)]));
  const sizes = bindSizes(sources, fed);
  const arrays = new Map<Value, NdArray>();
  for (const [name, value] of sources) arrays.set(value, fed.get(name) as NdArray);
  for (const node of graph.nodes) {
    if (isInputNode(node) || isParameterNode(node)) continue;
    const results = node.op.evaluate({
      inputs: node.inputs.map((input) => arrays.get(input) as NdArray),
      attributes: node.attributes,
      outputShapes: node.outputs.map((output) => resolveShape(output.shape, sizes)),
      sizes,
    });
    for (const [index, output] of node.outputs.entries()) arrays.set(output, results[index] as NdArray);
  }
  return new Map([...graph.outputs].map(([name, value]) => [name, arrays.get(value) as NdArray]));
}

function toNdArray(feed: Tensor | NdArray): NdArray {
  const { dtype, shape, data } = feed;
  return ndArray(dtype, shape, data instanceof Float64Array ? data : readNumbers(dtype, data));
}
