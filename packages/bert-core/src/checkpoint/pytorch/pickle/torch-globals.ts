/**
 * Every name that a pickled state dict may refer to, and what a call of it means here. Python would import the module and run the
 * function; here a name is a key of this table, and nothing that a file says is ever run.
 */
import type { DType } from '@bertsmith/tensor';
import { isKind, type PickledTensor, type PickleGlobal, type PickleTuple, type PickleValue } from './pickle-values.js';

const STORAGES: Readonly<Record<string, DType>> = {
  DoubleStorage: 'float64',
  FloatStorage: 'float32',
  HalfStorage: 'float16',
  BFloat16Storage: 'bfloat16',
  LongStorage: 'int64',
  IntStorage: 'int32',
  ShortStorage: 'int16',
  CharStorage: 'int8',
  ByteStorage: 'uint8',
  BoolStorage: 'bool',
};

const CALLS: Readonly<Record<string, NonNullable<PickleGlobal['call']>>> = {
  'collections.OrderedDict': ({ items }) => (items.length === 0 ? { kind: 'dictionary', items: [] } : undefined),
  'torch._utils._rebuild_tensor_v2': rebuildTensor,
  'torch._utils._rebuild_parameter': ({ items: [tensor] }) => (isKind(tensor, 'tensor') ? tensor : undefined),
};

const GLOBALS: ReadonlyMap<string, PickleGlobal> = new Map(
  [
    ...Object.entries(CALLS).map(([name, call]): PickleGlobal => ({ kind: 'global', name, call })),
    ...Object.entries(STORAGES).map(
      ([name, dtype]): PickleGlobal => ({ kind: 'global', name: `torch.${name}`, dtype }),
    ),
  ].map((each) => [each.name, each]),
);

/** The global of a full name; undefined for every one that a state dict has no use for. */
export function findGlobal(name: string): PickleGlobal | undefined {
  return GLOBALS.get(name);
}

/** `_rebuild_tensor_v2(storage, storage_offset, size, stride, requires_grad, backward_hooks, metadata=None)` */
function rebuildTensor({ items }: PickleTuple): PickledTensor | undefined {
  const [storage, offset, size, stride] = items;
  const shape = readNumbers(size);
  const strides = readNumbers(stride);
  if (items.length < 6 || items.length > 7 || !isKind(storage, 'storage') || !isCount(offset)) return undefined;
  if (shape === undefined || strides?.length !== shape.length) return undefined;
  return { kind: 'tensor', storage, offset, shape, strides };
}

function readNumbers(value: PickleValue | undefined): readonly number[] | undefined {
  return isKind(value, 'tuple') && value.items.every(isCount) ? (value.items as readonly number[]) : undefined;
}

/** A whole number from 0 that JavaScript holds exactly. */
export function isCount(value: PickleValue | undefined): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
