/** What the elementwise ops of two operands have in common: broadcasting by NumPy's rules, and its gradient. */
import { type DType, type Shape, ShapeError } from '@bertsmith/tensor';
import { integerOperation, isInteger } from '../../interpreter/integers.js';
import { elementAt, fillNdArray } from '../../interpreter/nd-array.js';
import { applyOp } from '../../ir/node.js';
import { type GradientRule, NOT_DIFFERENTIABLE, type OpDefinition, type OpExample } from '../../ir/op-definition.js';
import type { Value } from '../../ir/value.js';
import type { BroadcastResult, BroadcastShape } from '../../typing/broadcast-shape.js';
import type { SameDTypeCheck } from '../../typing/dtype-mismatch.js';
import type { FitCheck } from '../../typing/shape-mismatch.js';
import { broadcastShapes } from '../broadcast.js';
import { costPerOutputElement } from '../op-cost.js';
import { requireSameDType } from '../op-requirements.js';
import { sumTo } from '../reduce/sum-to.js';
import { scalar } from '../source/scalar.js';

/** Ops without attributes. */
export type NoAttributes = Readonly<Record<string, never>>;

/** What a derivative rule of two operands may use; `gradient` is the output's. */
export interface BinaryDerivativeContext {
  readonly a: Value;
  readonly b: Value;
  readonly output: Value;
  readonly gradient: Value;
}

type BinaryDerivative = (context: BinaryDerivativeContext) => Value;

interface BinaryRules {
  /** ONNX's name, and ours. */
  readonly name: string;
  readonly compute: (a: number, b: number) => number;
  /** The same of integers, which are exact at any size; undefined where there is no result. Default: `compute`. */
  readonly computeIntegers?: (a: bigint, b: bigint) => bigint | undefined;
  /** The loss's derivative with respect to each operand, in the output's shape. */
  readonly derivatives: readonly [BinaryDerivative, BinaryDerivative] | typeof NOT_DIFFERENTIABLE;
  /** The dtype of the output when it is not the operands'. */
  readonly outputDType?: DType;
  readonly examples?: readonly OpExample<NoAttributes>[];
}

const EXAMPLES: readonly OpExample<NoAttributes>[] = [
  exampleOf('same shape', [2, 3], [2, 3]),
  exampleOf('row', [2, 3], [3]),
  exampleOf('both broadcast', [2, 1, 3], [4, 1]),
  exampleOf('scalar', [2, 2], []),
];

/** Examples whose second operand keeps away from 0, and both are positive. */
export const POSITIVE_EXAMPLES: readonly OpExample<NoAttributes>[] = [
  {
    title: 'positive operands',
    inputs: [
      { dtype: 'float32', shape: [2, 2], data: [0.5, 1.5, 2, 3] },
      { dtype: 'float32', shape: [2], data: [1.25, 0.75] },
    ],
    attributes: {},
  },
];

/** An elementwise op of two operands. */
export function defineBinaryOp(rules: BinaryRules): OpDefinition<NoAttributes> {
  const { name, compute, outputDType } = rules;
  return {
    specificationVersion: 'v1',
    name,
    inferTypes: ({ inputs }) => {
      const dtype = requireSameDType(name, inputs);
      if (inputs.length !== 2) throw new ShapeError(`${name}: expected 2 inputs, got ${inputs.length}`, { op: name });
      const [a, b] = inputs as [Value, Value];
      return [{ dtype: outputDType ?? dtype, shape: broadcastShapes(name, a.shape, b.shape) }];
    },
    gradient: binaryGradient(rules.derivatives),
    cost: costPerOutputElement(1),
    toOnnx: ({ emitter, inputs }) => [emitter.node(name, inputs)],
    evaluate: ({ inputs, outputShapes }) => {
      const [a, b] = inputs as [(typeof inputs)[0], (typeof inputs)[0]];
      const dtype = outputDType ?? a.dtype;
      const { computeIntegers } = rules;
      const isExact = computeIntegers !== undefined && isInteger(dtype);
      const result = isExact ? integerOperation(dtype, computeIntegers) : compute;
      return [fillNdArray(dtype, outputShapes[0] ?? [], (at) => result(elementAt(a, at), elementAt(b, at)))];
    },
    examples: rules.examples ?? EXAMPLES,
  };
}

function binaryGradient(derivatives: BinaryRules['derivatives']): OpDefinition<NoAttributes>['gradient'] {
  if (derivatives === NOT_DIFFERENTIABLE) return NOT_DIFFERENTIABLE;
  const rule: GradientRule<NoAttributes> = ({ inputs, outputs, outputGradients, wanted }) => {
    const [a, b] = inputs as [Value, Value];
    const context = { a, b, output: outputs[0] as Value, gradient: outputGradients[0] as Value };
    return [a, b].map((operand, index) =>
      wanted[index] ? sumTo((derivatives[index] as BinaryDerivative)(context), operand.shape) : undefined,
    );
  };
  return rule;
}

/** How an elementwise op of two operands is called. A plain number stands for a constant of the other's dtype. */
export interface BinaryOperation {
  <D extends DType, const A extends Shape>(a: Value<D, A>, b: number): Value<D, A>;
  <D extends DType, E extends DType, const A extends Shape, const B extends Shape>(
    a: Value<D, A>,
    b: Value<E, B> & FitCheck<BroadcastShape<A, B>> & SameDTypeCheck<D, E>,
  ): Value<D, BroadcastResult<A, B>>;
}

/** The function that applies an elementwise op. */
export function binaryOperation(op: OpDefinition<NoAttributes>): BinaryOperation {
  return ((a: Value, b: Value | number) =>
    applyOp(op, [a, typeof b === 'number' ? scalar(a.dtype, b) : b], {})) as BinaryOperation;
}

function exampleOf(title: string, a: readonly number[], b: readonly number[]): OpExample<NoAttributes> {
  return {
    title,
    inputs: [
      { dtype: 'float32', shape: a },
      { dtype: 'float32', shape: b },
    ],
    attributes: {},
  };
}
