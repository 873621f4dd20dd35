/** What the reductions have in common. */
import {
  countElements,
  type Dimension,
  type DType,
  formatShape,
  normalizeAxis,
  type Shape,
  ShapeError,
} from '@bertsmith/tensor';
import { coordinatesOf, type NdArray, ndArray } from '../../interpreter/nd-array.js';
import { applyOp } from '../../ir/node.js';
import type { GradientContext, OpDefinition, OpExample } from '../../ir/op-definition.js';
import type { Value, ValueType } from '../../ir/value.js';
import { int } from '../../onnx/onnx-emitter.js';
import { broadcastTo } from '../layout/broadcast-to.js';
import { reshape } from '../layout/reshape.js';
import { costPerInputElement } from '../op-cost.js';
import { requireInput } from '../op-requirements.js';

/** Which axes a reduction takes together, counted from 0. */
export interface ReduceAttributes {
  readonly axes: readonly number[];
  readonly keepDims: boolean;
}

interface ReduceRules {
  readonly name: string;
  /** Takes the elements of one group together. */
  readonly compute: (elements: readonly number[]) => number;
  /** The input's gradient; `gradient` is the output's with the reduced axes kept at size 1. */
  readonly derivative: (context: ReduceDerivativeContext) => Value;
  readonly examples?: readonly OpExample<ReduceAttributes>[];
}

/** What a reduction's derivative rule may use. */
export interface ReduceDerivativeContext {
  readonly input: Value;
  /** The output with the reduced axes kept at size 1. */
  readonly output: Value;
  readonly gradient: Value;
  readonly axes: readonly number[];
}

const EXAMPLES: readonly OpExample<ReduceAttributes>[] = [
  reduceExample('last axis, kept', [2, 3], [1], true),
  reduceExample('first axes', [2, 3, 2], [0, 1], false),
  reduceExample('all', [2, 2], [0, 1], false),
];

/** A reduction. */
export function defineReduceOp(rules: ReduceRules): OpDefinition<ReduceAttributes> {
  const { name, compute } = rules;
  return {
    specificationVersion: 'v1',
    name,
    inferTypes: ({ inputs, attributes }) => {
      const { dtype, shape } = requireInput(name, inputs, 0);
      requireAxes(name, shape, attributes.axes);
      return [{ dtype, shape: reducedShape(shape, attributes) }];
    },
    gradient: (context) => [reduceGradient(context, rules.derivative)],
    cost: costPerInputElement(1),
    toOnnx: ({ emitter, inputs, attributes: { axes, keepDims } }) => {
      const axesName = emitter.constant('int64', [axes.length], BigInt64Array.from(axes, BigInt));
      return [emitter.node(name, [...inputs, axesName], { keepdims: int(Number(keepDims)) })];
    },
    evaluate: ({ inputs, attributes, outputShapes }) => {
      const input = inputs[0] as NdArray;
      const shape = outputShapes[0] ?? [];
      const groups = groupElements(input, attributes.axes, countElements(shape));
      return [ndArray(input.dtype, shape, groups.map(compute))];
    },
    examples: rules.examples ?? EXAMPLES,
  };
}

/** ONNX takes an empty list for all axes, so there is none here. */
function requireAxes(name: string, shape: Shape, axes: readonly number[]): void {
  const areValid = axes.length > 0 && new Set(axes).size === axes.length && axes.every((axis) => axis in shape);
  if (areValid) return;
  throw new ShapeError(`${name}: expected different axes of ${formatShape(shape)}, got [${axes.join(', ')}]`, {
    op: name,
    axes,
  });
}

function reducedShape(shape: Shape, { axes, keepDims }: ReduceAttributes): Shape {
  const result: Dimension[] = [];
  for (const [axis, dimension] of shape.entries()) {
    if (!axes.includes(axis)) result.push(dimension);
    else if (keepDims) result.push(1);
  }
  return result;
}

function reduceGradient(context: GradientContext<ReduceAttributes>, derivative: ReduceRules['derivative']): Value {
  const input = context.inputs[0] as Value;
  const { axes } = context.attributes;
  const kept = reducedShape(input.shape, { axes, keepDims: true });
  const output = reshape(context.outputs[0] as Value, kept);
  const gradient = reshape(context.outputGradients[0] as Value, kept);
  return broadcastTo(derivative({ input, output, gradient, axes }), input.shape);
}

/** The elements of each group; over axes of size 0 the groups are empty, but there are as many. */
function groupElements(input: NdArray, axes: readonly number[], count: number): number[][] {
  const keptAxes = input.shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  const groups = Array.from({ length: count }, (): number[] => []);
  let index = 0;
  for (const at of coordinatesOf(input.shape)) {
    const group = keptAxes.reduce((number, axis) => number * (input.shape[axis] as number) + (at[axis] as number), 0);
    groups[group]?.push(input.data[index++] as number);
  }
  return groups;
}

/** What a reduction is asked. */
export interface ReduceOptions {
  /** Which axes to take together; negative ones count from the end. Default: all. None: the input comes back. */
  readonly axes?: readonly number[];
  /** Whether the axes stay, at size 1. Default false. */
  readonly keepDims?: boolean;
}

/** How a reduction is called. */
export type ReduceOperation = <D extends DType>(x: Value<D, Shape>, options?: ReduceOptions) => Value<D>;

/** The function that applies a reduction. */
export function reduceOperation(op: OpDefinition<ReduceAttributes>): ReduceOperation {
  return ((x: ValueType & Value, { axes, keepDims = false }: ReduceOptions = {}) => {
    const normalized = (axes ?? x.shape.map((_, axis) => axis)).map((axis) =>
      normalizeAxis(axis, x.shape.length, op.name),
    );
    return normalized.length === 0 ? x : applyOp(op, [x], { axes: normalized, keepDims });
  }) as ReduceOperation;
}

function reduceExample(
  title: string,
  shape: readonly number[],
  axes: readonly number[],
  keepDims: boolean,
): OpExample<ReduceAttributes> {
  return { title, inputs: [{ dtype: 'float32', shape }], attributes: { axes, keepDims } };
}
