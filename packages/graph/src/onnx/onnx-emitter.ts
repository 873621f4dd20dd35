import type { Dimension, DType, Shape, Storage } from '@bertsmith/tensor';

/** The value of an ONNX attribute: an integer, a list of them, a float, or a string. */
export type OnnxAttribute =
  | { readonly kind: 'int'; readonly value: number }
  | { readonly kind: 'ints'; readonly value: readonly number[] }
  | { readonly kind: 'float'; readonly value: number }
  | { readonly kind: 'string'; readonly value: string };

/** Attributes of an ONNX node, by name. */
export type OnnxAttributes = Readonly<Record<string, OnnxAttribute>>;

/** Where else than in the standard an op may come from. */
export type OnnxDomain = '' | 'com.microsoft';

/** Attribute values, spelled. */
export const int = (value: number): OnnxAttribute => ({ kind: 'int', value });
export const ints = (value: readonly number[]): OnnxAttribute => ({ kind: 'ints', value });
export const float = (value: number): OnnxAttribute => ({ kind: 'float', value });
export const string = (value: string): OnnxAttribute => ({ kind: 'string', value });

/** What an op's lowering writes its ONNX nodes to. Names are unique and made by the emitter. */
export interface OnnxEmitter {
  /** Whether nodes of the domain may be emitted; the standard's (`''`) always may. */
  allows(domain: OnnxDomain): boolean;
  /** Adds a node of one output and returns the output's name. */
  node(opType: string, inputs: readonly string[], attributes?: OnnxAttributes, domain?: OnnxDomain): string;
  /** Adds a node of several outputs and returns their names. */
  nodeWithOutputs(
    opType: string,
    inputs: readonly string[],
    outputCount: number,
    attributes?: OnnxAttributes,
    domain?: OnnxDomain,
  ): readonly string[];
  /** The name of a constant tensor. Equal constants of up to a few elements share one. */
  constant<D extends DType>(dtype: D, shape: readonly number[], data: Storage<D>): string;
  /** The name of a constant without dimensions, rounded to its dtype. */
  scalar(dtype: DType, value: number): string;
  /** The name of an int64 vector: the sizes of the dimensions, read from the inputs at run time where they are named. */
  sizes(shape: Shape): string;
  /** The name of an int64 scalar: the size of one dimension. */
  size(dimension: Dimension): string;
}
