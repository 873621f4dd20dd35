/** What can be on the stack of the pickle reader: the values that a state dict is made of, and nothing else. */
import type { DType } from '@bertsmith/tensor';

/** A function or class that the pickle names; only those of `torch-globals.ts` come to be. */
export interface PickleGlobal {
  readonly kind: 'global';
  /** `torch.FloatStorage` */
  readonly name: string;
  /** The element type, where it is a class of storages. */
  readonly dtype?: DType;
  /** What a call of it gives, where it may be called; undefined when the arguments are not those that PyTorch writes. */
  readonly call?: (args: PickleTuple) => PickleValue | undefined;
}

export interface PickleTuple {
  readonly kind: 'tuple';
  readonly items: readonly PickleValue[];
}

/** A `dict` or `OrderedDict`. */
export interface PickleDictionary {
  readonly kind: 'dictionary';
  /** In the order of the pickle, a key that is there twice included. */
  readonly items: (readonly [key: PickleValue, value: PickleValue])[];
}

/** Memory that tensors are views of: an entry of the zip. */
export interface StorageReference {
  readonly kind: 'storage';
  readonly dtype: DType;
  /** The entry is `data/<key>`. */
  readonly key: string;
  /** Its elements. */
  readonly length: number;
}

/** A tensor as the pickle describes it, not checked against its storage. */
export interface PickledTensor {
  readonly kind: 'tensor';
  readonly storage: StorageReference;
  /** Elements of the storage before the first one of the tensor. */
  readonly offset: number;
  readonly shape: readonly number[];
  /** Elements from one index of a dimension to the next. */
  readonly strides: readonly number[];
}

export type PickleValue =
  | null
  | boolean
  | number
  | string
  | PickleGlobal
  | PickleTuple
  | PickleDictionary
  | StorageReference
  | PickledTensor;

/** What a value is, for messages. */
export function describeValue(value: PickleValue | undefined): string {
  if (value === null) return 'None';
  if (value === undefined) return 'nothing';
  if (typeof value !== 'object') return typeof value === 'boolean' ? `${value}` : `a ${typeof value}`;
  return value.kind === 'global' ? value.name : `a ${value.kind}`;
}

/** Narrows to one of the kinds of objects. */
export function isKind<K extends (PickleValue & object)['kind']>(
  value: PickleValue | undefined,
  kind: K,
): value is Extract<PickleValue & object, { readonly kind: K }> {
  return typeof value === 'object' && value !== null && value.kind === kind;
}
