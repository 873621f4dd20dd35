import { formatValueType, type Graph, type Node, type Value } from '@bertsmith/graph';
import {
  decidePrecisions,
  isOfEncoderLayer,
  type PrecisionDecision,
  type WeightFilter,
} from '../policy/precision-decision.js';
import type { PrecisionPolicy } from '../policy/precision-policy.js';
import { resolvePolicy } from '../policy/resolve-policy.js';

/** What a node of a step runs in, and why. */
export interface ExplainedNode extends PrecisionDecision {
  readonly op: string;
  /** The types of what goes in and comes out: `float32[batch*sequence, 384] x float32[1536, 384] -> float32[batch*sequence, 1536]`. */
  readonly types: string;
  /** The parameter that it reads, where there is one. */
  readonly parameter?: string;
}

/**
 * What each node of a graph that computes float32 runs in under a policy, and why, in the order of the graph.
 *
 * @throws ConfigError when the policy is none
 * @param weights of 8-bit policies: whose products, by name. Default: those of the encoder's layers
 */
export function explainPrecision(
  graph: Graph,
  policy: PrecisionPolicy,
  weights: WeightFilter = isOfEncoderLayer,
): ExplainedNode[] {
  const names = new Map([...graph.parameters].map(([name, value]) => [value, name] as const));
  return Array.from(decidePrecisions(graph, resolvePolicy(policy), weights), ([node, decision]) => {
    const read = node.inputs.find((each) => names.has(each));
    const parameter = read === undefined ? undefined : names.get(read);
    return { op: node.op.name, types: typesOf(node), ...decision, ...(parameter !== undefined && { parameter }) };
  });
}

function typesOf({ inputs, outputs }: Node): string {
  const list = (values: readonly Value[]) => values.map(formatValueType).join(' x ');
  return `${list(inputs)} -> ${list(outputs)}`;
}
