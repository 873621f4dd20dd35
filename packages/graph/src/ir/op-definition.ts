/**
 * What an op is: one object that says everything about it, in one file.
 *
 * To add an op is to write one such object and a function that applies it; there is no registry. The conformance suite
 * (`@bertsmith/graph/conformance`) takes its `examples`: `checkGradient` compares the gradient with central differences,
 * `checkLowering` what a backend computes with `evaluate`.
 */
import type { DimensionSizes, DType, Storage } from '@bertsmith/tensor';
import type { NdArray } from '../interpreter/nd-array.js';
import type { OnnxEmitter } from '../onnx/onnx-emitter.js';
import type { Value, ValueType } from './value.js';

/** Inputs and attributes of a node whose outputs are not known yet. */
export interface InferContext<A> {
  readonly inputs: readonly ValueType[];
  readonly attributes: A;
}

/** What a gradient rule may use. */
export interface GradientContext<A> {
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  readonly attributes: A;
  /** The loss's derivative with respect to each output; undefined where the loss does not depend on it. */
  readonly outputGradients: readonly (Value | undefined)[];
  /** Which inputs' gradients are wanted; the others may be left undefined. */
  readonly wanted: readonly boolean[];
}

/** The loss's derivative with respect to each input, or undefined where it is not wanted or does not exist. */
export type GradientRule<A> = (context: GradientContext<A>) => readonly (Value | undefined)[];

/** For ops whose outputs do not depend smoothly on any input: comparisons, casts to integers, masks. */
export const NOT_DIFFERENTIABLE = 'not differentiable';

/** Types with every dimension a number. */
export interface SizedType {
  readonly dtype: DType;
  readonly shape: readonly number[];
}

/** What a cost rule may use. */
export interface CostContext<A> {
  readonly inputs: readonly SizedType[];
  readonly outputs: readonly SizedType[];
  readonly attributes: A;
}

/** What one evaluation of a node takes. */
export interface Cost {
  /** Floating-point operations; a multiply-add counts as two. */
  readonly flops: number;
  /** Bytes read and written when nothing stays in a cache. */
  readonly bytes: number;
}

/** What an ONNX lowering may use. */
export interface LowerContext<A> {
  readonly emitter: OnnxEmitter;
  /** The ONNX names of the inputs. */
  readonly inputs: readonly string[];
  readonly inputTypes: readonly ValueType[];
  readonly outputTypes: readonly ValueType[];
  readonly attributes: A;
}

/** What the reference evaluation may use. */
export interface EvaluateContext<A> {
  readonly inputs: readonly NdArray[];
  readonly attributes: A;
  /** The sizes of the outputs, from the shape rule. */
  readonly outputShapes: readonly (readonly number[])[];
  /** The sizes of the graph's named dimensions. */
  readonly sizes: DimensionSizes;
}

/** One input of an {@link OpExample}. */
export interface ExampleInput {
  readonly dtype: DType;
  readonly shape: readonly number[];
  /** Elements; left out, they are drawn from a normal distribution. */
  readonly data?: readonly number[];
}

/** Small inputs on which the conformance suite checks an op. */
export interface OpExample<A> {
  readonly title: string;
  readonly inputs: readonly ExampleInput[];
  readonly attributes: A;
}

/** An op. `A` is the type of its attributes: plain data. */
export interface OpDefinition<A extends object> {
  readonly specificationVersion: 'v1';
  /** In CamelCase, ONNX's name where the meaning is ONNX's. */
  readonly name: string;
  /** The types of the outputs. Throws a ShapeError or DTypeError that names the op when the inputs do not fit. */
  inferTypes(context: InferContext<A>): readonly ValueType[];
  readonly gradient: GradientRule<A> | typeof NOT_DIFFERENTIABLE;
  cost(context: CostContext<A>): Cost;
  /** Emits ONNX nodes and returns the names of the outputs. */
  toOnnx(context: LowerContext<A>): readonly string[];
  /** What the op means: plain loops over float64. */
  evaluate(context: EvaluateContext<A>): readonly NdArray[];
  /** The output is the memory of the first input, seen under another shape: it takes none of its own. Default false. */
  readonly isView?: boolean;
  /** The outputs through which gradients flow. Default: all. */
  readonly differentiableOutputs?: readonly number[];
  readonly examples: readonly OpExample<A>[];
}

// biome-ignore lint/suspicious/noExplicitAny: a node may hold an op with any attributes, and A stands in parameter positions
export type AnyOp = OpDefinition<any>;

/** Elements of a constant, as an attribute. */
export interface ConstantData<D extends DType = DType> {
  readonly dtype: D;
  readonly shape: readonly number[];
  readonly data: Storage<D>;
}
