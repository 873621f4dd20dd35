import { attributeText } from '../ir/attribute-text.js';
import type { Node } from '../ir/node.js';
import type { AnyOp } from '../ir/op-definition.js';
import type { Value } from '../ir/value.js';
import { isInputNode, isParameterNode } from '../ops/source/source-nodes.js';
import type { Pass } from '../rewrite/pass.js';
import { rebuildGraph } from '../rewrite/rebuild-graph.js';

/** Computes the same op of the same inputs only once. */
export const eliminateCommonSubexpressions: Pass = {
  name: 'eliminate-common-subexpressions',
  run: (graph) => {
    const identify = createIdentifier();
    const first = new Map<string, Node>();
    return rebuildGraph(graph, (node) => {
      if (isInputNode(node) || isParameterNode(node)) return undefined;
      const key = keyOf(node, identify);
      const before = first.get(key);
      if (before === undefined) first.set(key, node);
      return before?.outputs;
    });
  },
};

/** A number for each object, the same one every time. */
function createIdentifier(): (object: Value | AnyOp) => number {
  const numbers = new Map<object, number>();
  return (object) => {
    const number = numbers.get(object) ?? numbers.size;
    numbers.set(object, number);
    return number;
  };
}

function keyOf({ op, inputs, attributes }: Node, identify: (object: Value | AnyOp) => number): string {
  const attributeTexts = Object.entries(attributes).map(([name, value]) => `${name}=${attributeText(value)}`);
  return [identify(op), inputs.map(identify).join(), ...attributeTexts.sort()].join('|');
}
