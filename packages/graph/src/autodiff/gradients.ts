import { ConfigError, elementCount } from '@bertsmith/tensor';
import { createGraph, type Graph } from '../ir/graph.js';
import type { Node } from '../ir/node.js';
import type { Value } from '../ir/value.js';
import { reshape } from '../ops/layout/reshape.js';
import { backpropagate } from './backpropagate.js';

/** Under which outputs of the graph a parameter's gradient is found. */
export type GradientOutputs =
  | { readonly kind: 'dense'; readonly gradient: string }
  /** `indices` is int32 or int64 `[n]`, `values` `[n, width]`: a row's gradient is the sum of `values[i]` over all `i` that name it. */
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
 * @throws ConfigError when there is no such loss or parameter, when a parameter wanted by rows is used in another way than by one
 *   look-up, or when an output already has the name of a gradient
 * @throws ShapeError when the loss is no scalar
 * @example
 * const { graph, gradients } = gradients(createGraph({ loss }), { rowGradients: ['embeddings'] });
 */
export function gradients(graph: Graph, options: GradientOptions = {}): GradientGraph {
  const { loss = 'loss', parameters = [...graph.parameters.keys()], rowGradients = [] } = options;
  const lossValue = graph.outputs.get(loss);
  if (lossValue === undefined) throw new ConfigError(`the graph has no output '${loss}' to differentiate`, { loss });
  for (const name of rowGradients) requireParameter(graph, name);
  const targets = parameters.map((name) => targetOf(graph, name, rowGradients.includes(name)));
  const results = backpropagate(
    lossValue,
    targets.map((target) => target.value),
  );
  const outputs = new Map(graph.outputs);
  const byParameter = new Map<string, GradientOutputs>();
  for (const [index, { name, indices }] of targets.entries()) {
    const gradient = results[index];
    if (gradient === undefined) continue;
    byParameter.set(
      name,
      indices === undefined ? addDense(outputs, name, gradient) : addRows(outputs, name, gradient, indices),
    );
  }
  return { graph: createGraph(inOrderOfBackward(graph, outputs)), gradients: byParameter };
}

/**
 * Gradients in the order in which the backward pass comes to them, those of the model's end first. Nodes are run in the order of the outputs that
 * need them, and so an activation is kept no longer than the backward pass takes to come to its layer.
 */
function inOrderOfBackward(forward: Graph, outputs: ReadonlyMap<string, Value>): ReadonlyMap<string, Value> {
  const gradients = [...outputs].filter(([name]) => !forward.outputs.has(name));
  return new Map([...forward.outputs, ...gradients.reverse()]);
}

interface Target {
  readonly name: string;
  /** What to differentiate with respect to: the parameter, or the rows looked up from it. */
  readonly value: Value;
  readonly indices?: Value;
}

function targetOf(graph: Graph, name: string, byRows: boolean): Target {
  const value = requireParameter(graph, name);
  if (!byRows) return { name, value };
  const lookUp = onlyLookUp(graph, name, value);
  return { name, value: lookUp.outputs[0] as Value, indices: lookUp.inputs[1] as Value };
}

function requireParameter(graph: Graph, name: string): Value {
  const value = graph.parameters.get(name);
  if (value === undefined) throw new ConfigError(`the graph has no parameter '${name}'`, { name });
  return value;
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

function addDense(outputs: Map<string, Value>, name: string, gradient: Value): GradientOutputs {
  return { kind: 'dense', gradient: addOutput(outputs, `gradient:${name}`, gradient) };
}

function addRows(outputs: Map<string, Value>, name: string, gradient: Value, indices: Value): GradientOutputs {
  const count = elementCount(indices.shape);
  const rowShape = gradient.shape.slice(indices.shape.length);
  return {
    kind: 'rows',
    indices: addOutput(outputs, `indices:${name}`, reshape(indices, [count])),
    values: addOutput(outputs, `values:${name}`, reshape(gradient, [count, ...rowShape])),
  };
}

function addOutput(outputs: Map<string, Value>, name: string, value: Value): string {
  if (outputs.has(name)) throw new ConfigError(`the graph already has an output '${name}'; rename it first`, { name });
  outputs.set(name, value);
  return name;
}
