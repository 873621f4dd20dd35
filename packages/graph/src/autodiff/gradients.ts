import { ConfigError, elementCount, type Shape } from '@bertsmith/tensor';
import { createGraph, type Graph } from '../ir/graph.js';
import type { Node } from '../ir/node.js';
import type { Value } from '../ir/value.js';
import { flattenRows } from '../ops/layout/flatten-rows.js';
import { reshape } from '../ops/layout/reshape.js';
import { backpropagate } from './backpropagate.js';

/** Under which outputs of the graph a parameter's gradient is found. */
export type GradientOutputs =
  | { readonly kind: 'dense'; readonly gradient: string }
  /** `indices` is int32 or int64 `[n]`, `values` `[n, width]`: row `indices[i]` has a gradient of the sum of its `values[i]`. */
  | { readonly kind: 'rows'; readonly indices: string; readonly values: string };

/** A graph whose outputs include gradients. */
export interface GradientGraph {
  readonly graph: Graph;
  /** By parameter. A parameter on which the loss does not depend is missing. */
  readonly gradients: ReadonlyMap<string, GradientOutputs>;
}

/** What to differentiate. */
export interface GradientOptions {
  /** The name of the output that is differentiated. Default `'loss'`. */
  readonly loss?: string;
  /** The parameters wanted. Default: all. */
  readonly parameters?: readonly string[];
  /** Parameters that are only looked up by row, whose gradients are wanted as lists of rows and not as tables. */
  readonly rowGradients?: readonly string[];
}

/**
 * The graph with the gradients of its loss as further outputs; the outputs it had stay.
 *
 * @throws ConfigError when there is no such loss or parameter, or when a parameter wanted by rows is used in another way
 * @example
 * const { graph, gradients } = gradients(createGraph({ loss }), { rowGradients: ['embeddings'] });
 */
export function gradients(graph: Graph, options: GradientOptions = {}): GradientGraph {
  const { loss = 'loss', parameters = [...graph.parameters.keys()], rowGradients = [] } = options;
  const lossValue = graph.outputs.get(loss);
  if (lossValue === undefined) throw new ConfigError(`the graph has no output '${loss}' to differentiate`, { loss });
  const targets = parameters.map((name) => targetOf(graph, name, rowGradients.includes(name)));
  const results = backpropagate(lossValue, targets.map((target) => target.value));
  const outputs = new Map(graph.outputs);
  const byParameter = new Map<string, GradientOutputs>();
  for (const [index, { name, indices }] of targets.entries()) {
    const gradient = results[index];
    if (gradient !== undefined) byParameter.set(name, addOutputs(outputs, name, gradient, indices));
  }
  return { graph: createGraph(outputs), gradients: byParameter };
}

interface Target {
  readonly name: string;
  /** What to differentiate with respect to: the parameter, or the rows looked up from it. */
  readonly value: Value;
  readonly indices?: Value;
}

function targetOf(graph: Graph, name: string, byRows: boolean): Target {
  const value = graph.parameters.get(name);
  if (value === undefined) throw new ConfigError(`the graph has no parameter '${name}'`, { name });
  if (!byRows) return { name, value };
  const lookUp = onlyLookUp(graph, name, value);
  return { name, value: lookUp.outputs[0] as Value, indices: lookUp.inputs[1] as Value };
}

function onlyLookUp(graph: Graph, name: string, table: Value): Node {
  const users = graph.nodes.filter((node) => node.inputs.includes(table));
  const [lookUp] = users;
  if (users.length !== 1 || lookUp?.op.name !== 'Gather') {
    throw new ConfigError(
      `the gradient of '${name}' cannot be a list of rows: it is used by ${users.map((user) => user.op.name).join(', ')}, expected one Gather`,
      { name },
    );
  }
  return lookUp;
}

function addOutputs(
  outputs: Map<string, Value>,
  name: string,
  gradient: Value,
  indices: Value | undefined,
): GradientOutputs {
  if (indices === undefined) {
    outputs.set(`gradient:${name}`, gradient);
    return { kind: 'dense', gradient: `gradient:${name}` };
  }
  outputs.set(`indices:${name}`, reshape(indices, [elementCount(indices.shape)] as Shape));
  outputs.set(`values:${name}`, flattenRows(gradient));
  return { kind: 'rows', indices: `indices:${name}`, values: `values:${name}` };
}
