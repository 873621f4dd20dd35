/**
 * Reverse-mode differentiation from graph to graph (Speelpenning 1980; Griewank and Walther 2008, chapter 3): walk the nodes
 * from the loss backwards, and let each op's rule say what its outputs' gradients mean for its inputs. The result is made of
 * ordinary nodes, so that every pass, and another differentiation, works on it.
 */
import { isFloatingPoint, ShapeError } from '@bertsmith/tensor';
import type { Node } from '../ir/node.js';
import { NOT_DIFFERENTIABLE } from '../ir/op-definition.js';
import { topologicalOrder } from '../ir/topological-order.js';
import { formatValueType, type Value } from '../ir/value.js';
import { add } from '../ops/elementwise/add.js';
import { scalar } from '../ops/source/scalar.js';

/**
 * The derivative of a scalar with respect to each target, or undefined where it does not depend on it.
 *
 * @param loss a floating-point value without dimensions
 * @param targets values that the loss is computed from; they need not be parameters
 * @throws ShapeError when the loss is no scalar
 */
export function backpropagate(loss: Value, targets: readonly Value[]): (Value | undefined)[] {
  if (loss.shape.length > 0 || !isFloatingPoint(loss.dtype)) {
    throw new ShapeError(`the loss is a floating-point scalar, got ${formatValueType(loss)}`, { actual: loss.shape });
  }
  const order = topologicalOrder([loss]);
  const dependent = dependentValues(order, targets);
  const gradients = new Map<Value, Value>([[loss, scalar(loss.dtype, 1)]]);
  for (const node of order.toReversed()) propagateThrough(node, dependent, gradients);
  return targets.map((target) => (dependent.has(loss) ? gradients.get(target) : undefined));
}

/** The values that depend on a target, targets among them. */
function dependentValues(order: readonly Node[], targets: readonly Value[]): ReadonlySet<Value> {
  const dependent = new Set<Value>(targets);
  for (const node of order) {
    if (!node.inputs.some((input) => dependent.has(input))) continue;
    for (const output of node.outputs) if (isFloatingPoint(output.dtype)) dependent.add(output);
  }
  return dependent;
}

function propagateThrough(node: Node, dependent: ReadonlySet<Value>, gradients: Map<Value, Value>): void {
  const wanted = node.inputs.map((input) => dependent.has(input));
  const outputGradients = node.outputs.map((output) => gradients.get(output));
  if (!wanted.includes(true) || outputGradients.every((gradient) => gradient === undefined)) return;
  if (node.op.gradient === NOT_DIFFERENTIABLE) return;
  const { inputs, outputs, attributes } = node;
  const inputGradients = node.op.gradient({ inputs, outputs, attributes, outputGradients, wanted });
  for (const [index, input] of inputs.entries()) {
    const gradient = inputGradients[index];
    if (wanted[index] && gradient !== undefined) accumulate(gradients, input, gradient);
  }
}

function accumulate(gradients: Map<Value, Value>, value: Value, gradient: Value): void {
  const before = gradients.get(value);
  gradients.set(value, before === undefined ? gradient : add(before, gradient));
}
