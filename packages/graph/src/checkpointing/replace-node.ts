import { createNode, type Node } from '../ir/node.js';
import type { Value } from '../ir/value.js';

/** Makes a node anew if its inputs are others, and notes what stands for its outputs. */
export function replaceNode(node: Node, inputs: readonly Value[], replacements: Map<Value, Value>): void {
  if (inputs.every((input, index) => input === node.inputs[index])) return;
  const { outputs } = createNode(node.op, inputs, node.attributes);
  for (const [index, output] of node.outputs.entries()) replacements.set(output, outputs[index] as Value);
}
