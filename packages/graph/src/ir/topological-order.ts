import type { Node } from './node.js';
import type { Value } from './value.js';

/**
 * The nodes that `outputs` depend on, each after the nodes it depends on.
 *
 * The order is the same for the same graph: depth first, inputs from left to right. It is iterative, since a deep model's
 * graph is deeper than JavaScript's stack.
 */
export function topologicalOrder(outputs: Iterable<Value>): Node[] {
  const order: Node[] = [];
  const done = new Set<Node>();
  for (const output of outputs) visit(output.node, done, order);
  return order;
}

function visit(root: Node, done: Set<Node>, order: Node[]): void {
  const stack = [{ node: root, nextInput: 0 }];
  if (done.has(root)) return;
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    const input = top.node.inputs[top.nextInput++];
    if (input === undefined) {
      stack.pop();
      if (!done.has(top.node)) order.push(top.node);
      done.add(top.node);
    } else if (!done.has(input.node)) {
      stack.push({ node: input.node, nextInput: 0 });
    }
  }
}
