import { createGraph, type Graph } from '../ir/graph.js';
import { createNode, type Node } from '../ir/node.js';
import type { Value } from '../ir/value.js';

/** What stands for a node's outputs in the new graph, or undefined to keep the node. */
export type ReplaceNode = (node: Node, original: Node) => readonly Value[] | undefined;

/**
 * Walks a graph from its inputs on and builds it anew. `replace` sees each node with its inputs already replaced; a node none of
 * whose inputs changed is the same object as before. Nothing that the outputs do not need is in the result.
 */
export function rebuildGraph(graph: Graph, replace: ReplaceNode): Graph {
  const replacements = new Map<Value, Value>();
  for (const original of graph.nodes) {
    const node = withInputs(
      original,
      original.inputs.map((input) => replacements.get(input) as Value),
    );
    const outputs = replace(node, original) ?? node.outputs;
    for (const [index, output] of original.outputs.entries()) replacements.set(output, outputs[index] as Value);
  }
  return createGraph(new Map([...graph.outputs].map(([name, value]) => [name, replacements.get(value) as Value])));
}

function withInputs(node: Node, inputs: readonly Value[]): Node {
  const unchanged = inputs.every((input, index) => input === node.inputs[index]);
  return unchanged ? node : createNode(node.op, inputs, node.attributes);
}
