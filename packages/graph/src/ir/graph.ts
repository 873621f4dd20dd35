import { ConfigError } from '@bertsmith/tensor';
import { isInputNode, isParameterNode } from '../ops/source/source-nodes.js';
import type { Node } from './node.js';
import { topologicalOrder } from './topological-order.js';
import type { Value } from './value.js';

/** A dataflow graph: what is fed, what is learned, what comes out, and the nodes between, in topological order. */
export interface Graph {
  /** Values fed at every run, by name. */
  readonly inputs: ReadonlyMap<string, Value>;
  /** Values that live in the model's arena, by name. */
  readonly parameters: ReadonlyMap<string, Value>;
  readonly outputs: ReadonlyMap<string, Value>;
  readonly nodes: readonly Node[];
}

/**
 * The graph that computes `outputs`; inputs and parameters are those that the outputs depend on.
 *
 * @throws ConfigError when two of the inputs and parameters have the same name
 * @example
 * const x = input('x', 'float32', ['batch', 4]);
 * const w = parameter('w', 'float32', [4, 2]);
 * const graph = createGraph({ y: matmul(x, w) });
 */
export function createGraph(outputs: Readonly<Record<string, Value>> | ReadonlyMap<string, Value>): Graph {
  const named = new Map(outputs instanceof Map ? outputs : Object.entries(outputs));
  const nodes = topologicalOrder(named.values());
  requireDistinctNames(nodes.filter((node) => isInputNode(node) || isParameterNode(node)));
  return Object.freeze({
    inputs: byName(nodes.filter(isInputNode)),
    parameters: byName(nodes.filter(isParameterNode)),
    outputs: named,
    nodes: Object.freeze(nodes),
  });
}

function requireDistinctNames(sources: readonly Node[]): void {
  const names = new Set<string>();
  for (const source of sources) {
    const name = nameOf(source);
    if (names.has(name)) throw new ConfigError(`two inputs or parameters of a graph are called '${name}'`, { name });
    names.add(name);
  }
}

function byName(sources: readonly Node[]): ReadonlyMap<string, Value> {
  return new Map(sources.map((source) => [nameOf(source), source.outputs[0] as Value]));
}

function nameOf(source: Node): string {
  return source.attributes.name as string;
}
