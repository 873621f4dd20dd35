import { type Graph, isConstantNode, isInputNode, isParameterNode, type Node } from '@bertsmith/graph';
import { multipliedWeight, whyFloat32 } from '../int8/quantize-products.js';
import { readsCopies } from '../sixteen-bit/sixteen-bit-weights.js';
import type { PrecisionPolicy } from './precision-policy.js';
import { mostRows } from './token-rows.js';

/** What a node runs in, and why. */
export interface PrecisionDecision {
  readonly dtype: 'float32' | PrecisionPolicy['dtype'];
  /** A clause: "its op is allowed". */
  readonly reason: string;
}

/** Which weights' products may be of 8-bit numbers, by name. */
export type WeightFilter = (weight: string) => boolean;

/** Weights of the encoder's layers: embeddings, which are looked up, and heads, which are last, stay float32. */
export const isOfEncoderLayer: WeightFilter = (weight) => weight.includes('encoder.layer.');

/** What each node of a graph that computes float32 runs in under a policy. */
export function decidePrecisions(
  graph: Graph,
  policy: PrecisionPolicy,
  includes: WeightFilter,
): ReadonlyMap<Node, PrecisionDecision> {
  const decisions = new Map<Node, PrecisionDecision>();
  const isChosen = (weight = '') => weight !== '' && includes(weight);
  const tokenRows = mostRows(graph.nodes.filter((node) => isChosen(multipliedWeight(node))));
  for (const node of graph.nodes) {
    if (isSource(node) || !node.outputs.some(({ dtype }) => dtype === 'float32')) continue;
    const { dtype } = policy;
    decisions.set(
      node,
      dtype === 'int8' ? inInt8(node, policy, { includes, tokenRows }) : inSixteen(node, policy, decisions),
    );
  }
  return decisions;
}

function isSource(node: Node): boolean {
  return isInputNode(node) || isParameterNode(node) || isConstantNode(node);
}

interface Int8Choice {
  readonly includes: WeightFilter;
  readonly tokenRows: number;
}

function inInt8(node: Node, policy: PrecisionPolicy, { includes, tokenRows }: Int8Choice): PrecisionDecision {
  if (!policy.allow.includes(node.op.name)) return notAllowed(node, policy);
  const why = whyFloat32(node, includes, tokenRows);
  return why === undefined
    ? { dtype: policy.dtype, reason: 'it is a product with a weight' }
    : { dtype: 'float32', reason: why };
}

function inSixteen(
  node: Node,
  policy: PrecisionPolicy,
  decisions: ReadonlyMap<Node, PrecisionDecision>,
): PrecisionDecision {
  const { name } = node.op;
  const { dtype } = policy;
  const copies = policy.level === 'O2' && readsCopies(node) ? `; its weight is a copy of ${dtype}` : '';
  if (policy.allow.includes(name)) return { dtype, reason: `its op is allowed${copies}` };
  if (!policy.promote.includes(name)) return notAllowed(node, policy);
  const operands = node.inputs.filter((each) => each.dtype === 'float32' && !isOfAnyDType(each.node, name));
  const areLow = operands.map((operand) => decisions.get(operand.node)?.dtype === policy.dtype);
  if (operands.length === 0) return { dtype: 'float32', reason: 'nothing that comes in is of floating point' };
  if (areLow.every(Boolean)) return { dtype, reason: `all that comes in is ${dtype}${copies}` };
  return { dtype: 'float32', reason: `of what comes in, ${areLow.filter((isLow) => !isLow).length} is float32` };
}

/** A number that the graph has is of any dtype, and a bias of that of its product, as in PyTorch. */
function isOfAnyDType(from: Node, reader: string): boolean {
  return isConstantNode(from) || (reader === 'Add' && isParameterNode(from));
}

function notAllowed({ op }: Node, { deny }: PrecisionPolicy): PrecisionDecision {
  return { dtype: 'float32', reason: deny.includes(op.name) ? 'its op is denied' : 'its op is in no list' };
}
