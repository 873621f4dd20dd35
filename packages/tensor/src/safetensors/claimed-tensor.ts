/** One tensor's part of a safetensors header: `{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]}`. */
import { bytesPerElement, type DType } from '../dtype.js';
import { formatShape } from '../shape/shape.js';
import { formatError, type Place, quote } from './format-error.js';
import type { JsonCursor } from './json-cursor.js';
import { MAXIMUM_DIMENSIONS } from './safetensors-limits.js';
import { dtypeOfWireName, KNOWN_WIRE_NAMES } from './wire-dtypes.js';

/** What a header says about a tensor, before the file's other tensors and its size are known. */
export interface ClaimedTensor {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: readonly number[];
  /** First byte and the byte after the last one, from the start of the data. */
  readonly begin: number;
  readonly end: number;
  /** Where the header says so, in bytes from the start of the file. */
  readonly headerOffset: number;
}

interface Fields {
  dtype?: string;
  shape?: readonly number[];
  offsets?: readonly number[];
}

/**
 * Reads one tensor's description and checks it in itself: dtype, shape and byte range agree.
 *
 * @throws FormatError
 */
export function readClaimedTensor(cursor: JsonCursor, name: string, path: string): ClaimedTensor {
  const place = { path, tensor: name, byteOffset: cursor.position };
  cursor.tensor = name;
  const { dtype: wireName, shape, offsets } = readFields(cursor);
  const [begin, end] = offsets ?? [];
  if (
    wireName === undefined ||
    shape === undefined ||
    begin === undefined ||
    end === undefined ||
    offsets?.length !== 2
  ) {
    throw formatError(place, 'expected the fields dtype, shape and data_offsets (two numbers), found not all of them');
  }
  const dtype = dtypeOfWireName(wireName);
  if (dtype === undefined) throw unknownDType(place, wireName);
  checkByteCount(place, { dtype, shape, begin, end });
  return { name, dtype, shape, begin, end, headerOffset: place.byteOffset };
}

function readFields(cursor: JsonCursor): Fields {
  const fields: Fields = {};
  for (const key of cursor.members()) {
    if (key === 'dtype') fields.dtype = cursor.readString();
    else if (key === 'shape') fields.shape = readNumbers(cursor, MAXIMUM_DIMENSIONS);
    else if (key === 'data_offsets') fields.offsets = readNumbers(cursor, 2);
    else cursor.skipValue();
  }
  return fields;
}

function readNumbers(cursor: JsonCursor, maximum: number): number[] {
  const numbers: number[] = [];
  for (const index of cursor.elements()) {
    if (index >= maximum) throw cursor.error(`expected at most ${maximum} numbers here, found more`);
    numbers.push(cursor.readWholeNumber());
  }
  return numbers;
}

function checkByteCount(place: Place, claim: Pick<ClaimedTensor, 'dtype' | 'shape' | 'begin' | 'end'>): void {
  const { dtype, shape, begin, end } = claim;
  if (end < begin) throw formatError(place, `its data is said to end at ${end}, before it begins at ${begin}`);
  const expected = shape.reduce(multiplyExactly, bytesPerElement(dtype));
  if (expected !== end - begin) {
    const bytes = expected === Number.POSITIVE_INFINITY ? 'more than 2^53' : expected;
    const problem = `a ${dtype} tensor of shape ${formatShape(shape)} takes ${bytes} bytes, its data_offsets [${begin}, ${end}] have ${end - begin}`;
    throw formatError(place, problem, { expected, actual: end - begin });
  }
}

/** Infinity once a product is not exact any more, and from then on also when a size of 0 follows. */
function multiplyExactly(product: number, size: number): number {
  return product * size <= Number.MAX_SAFE_INTEGER ? product * size : Number.POSITIVE_INFINITY;
}

function unknownDType(place: Place, found: string) {
  const problem = `the dtype ${quote(found)} is unknown here (known: ${KNOWN_WIRE_NAMES.join(', ')}); save the model in one of those, for example as float32`;
  return formatError(place, problem, { actual: found });
}
