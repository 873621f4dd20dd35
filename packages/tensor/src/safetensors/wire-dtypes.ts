import type { DType } from '../dtype.js';

/**
 * What safetensors files call the dtypes, in the order of the reference implementation, which its writer sorts by
 * (`enum Dtype` in huggingface/safetensors, `safetensors/src/tensor.rs`).
 */
const WIRE_NAMES = {
  bool: 'BOOL',
  uint8: 'U8',
  int8: 'I8',
  int16: 'I16',
  uint16: 'U16',
  float16: 'F16',
  bfloat16: 'BF16',
  int32: 'I32',
  uint32: 'U32',
  float32: 'F32',
  float64: 'F64',
  int64: 'I64',
  uint64: 'U64',
} as const satisfies Record<DType, string>;

const DTYPES_IN_ORDER = Object.keys(WIRE_NAMES) as DType[];
const BY_WIRE_NAME: ReadonlyMap<string, DType> = new Map(DTYPES_IN_ORDER.map((dtype) => [WIRE_NAMES[dtype], dtype]));

/** Every name that {@link dtypeOfWireName} knows, for messages. */
export const KNOWN_WIRE_NAMES: readonly string[] = [...BY_WIRE_NAME.keys()];

/** `'F32'` for `'float32'`. */
export function wireNameOf(dtype: DType): string {
  return WIRE_NAMES[dtype];
}

/** `'float32'` for `'F32'`; undefined for a name that this package cannot hold, such as the 8-bit floats. */
export function dtypeOfWireName(name: string): DType | undefined {
  return BY_WIRE_NAME.get(name);
}

/** The dtype's place in the writer's order: what is larger comes first in the file. */
export function wireRankOf(dtype: DType): number {
  return DTYPES_IN_ORDER.indexOf(dtype);
}
