/** What the elementwise ops of one operand have in common. */
import type { DType, Shape } from '@bertsmith/tensor';
import { ndArray } from '../../interpreter/nd-array.js';
import { applyOp } from '../../ir/node.js';
import type { OpDefinition, OpExample } from '../../ir/op-definition.js';
import type { Value, ValueType } from '../../ir/value.js';
import type { OnnxAttributes } from '../../onnx/onnx-emitter.js';
import { costPerOutputElement } from '../op-cost.js';
import { requireFloat, requireInput } from '../op-requirements.js';
import type { NoAttributes } from './binary-op.js';
import { multiply } from './multiply.js';

/** What a derivative rule of one operand may use. */
export interface UnaryDerivativeContext {
  readonly input: Value;
  readonly output: Value;
}

interface UnaryRules {
  readonly name: string;
  readonly compute: (x: number) => number;
  /** `d output / d input`; the factory multiplies it with the output's gradient. */
  readonly derivative: (context: UnaryDerivativeContext) => Value;
  /**
   * A constant factor that `derivative` leaves out. The output's gradient is multiplied by it, which usually comes from a matrix
   * product, and a product takes a factor for nothing. Default 1.
   */
  readonly derivativeFactor?: number;
  readonly flops: number;
  /** ONNX's op when it is called otherwise or needs attributes. */
  readonly onnx?: { readonly opType: string; readonly attributes?: OnnxAttributes };
  readonly examples?: readonly OpExample<NoAttributes>[];
}

const EXAMPLES: readonly OpExample<NoAttributes>[] = [
  {
    title: 'both signs',
    inputs: [{ dtype: 'float32', shape: [2, 4], data: [-4, -1.5, -0.75, -0.1, 0.2, 0.9, 1.75, 5] }],
    attributes: {},
  },
];

/** For ops that only take positive numbers. */
export const POSITIVE_EXAMPLE: readonly OpExample<NoAttributes>[] = [
  { title: 'positive', inputs: [{ dtype: 'float32', shape: [4], data: [0.25, 0.9, 1.75, 5] }], attributes: {} },
];

/** An elementwise op of one floating-point operand. */
export function defineUnaryOp(rules: UnaryRules): OpDefinition<NoAttributes> {
  const { name, compute, derivativeFactor = 1, onnx } = rules;
  return {
    specificationVersion: 'v1',
    name,
    inferTypes: ({ inputs }) => {
      const { dtype, shape }: ValueType = requireInput(name, inputs, 0);
      requireFloat(name, { dtype, shape });
      return [{ dtype, shape }];
    },
    gradient: ({ inputs, outputs, outputGradients }) => {
      const derivative = rules.derivative({ input: inputs[0] as Value, output: outputs[0] as Value });
      const gradient = outputGradients[0] as Value;
      return [multiply(derivativeFactor === 1 ? gradient : multiply(gradient, derivativeFactor), derivative)];
    },
    cost: costPerOutputElement(rules.flops),
    toOnnx: ({ emitter, inputs }) => [emitter.node(onnx?.opType ?? name, inputs, onnx?.attributes)],
    evaluate: ({ inputs }) => inputs.map(({ dtype, shape, data }) => ndArray(dtype, shape, data.map(compute))),
    examples: rules.examples ?? EXAMPLES,
  };
}

/** How an elementwise op of one operand is called. */
export type UnaryOperation = <D extends DType, const S extends Shape>(x: Value<D, S>) => Value<D, S>;

/** The function that applies an elementwise op. */
export function unaryOperation(op: OpDefinition<NoAttributes>): UnaryOperation {
  return ((x: Value) => applyOp(op, [x], {})) as UnaryOperation;
}
