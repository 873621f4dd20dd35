/** The tensors of an ONNX file that `serializeOnnx` wrote: what a model's parameters are when the file is all that there is of it. */
import {
  bytesPerElement,
  countElements,
  type DType,
  FormatError,
  type Tensor,
  tensor,
  viewStorage,
} from '@bertsmith/tensor';
import type { ExternalPlace } from './external-data.js';
import { ONNX_DATA_TYPE } from './onnx-data-type.js';
import { EXTERNAL_DATA_LOCATION, ModelProto } from './onnx-schema.js';

/** A tensor of the file, or where in the file beside it the tensor is. */
export type OnnxInitializer =
  | { readonly tensor: Tensor }
  | { readonly dtype: DType; readonly shape: readonly number[]; readonly place: ExternalPlace };

type Allocate = (byteLength: number) => Uint8Array;

interface DecodedTensor {
  readonly name: string;
  readonly dims?: readonly number[];
  readonly dataType: number;
  readonly rawData?: Uint8Array;
  readonly dataLocation?: number;
  readonly externalData?: readonly { readonly key: string; readonly value: string }[];
}

const DTYPE_OF = new Map(Object.entries(ONNX_DATA_TYPE).map(([dtype, number]) => [number, dtype as DType]));

/**
 * The initializers of an ONNX model by their names; views of its bytes wherever these lie as their dtype must.
 *
 * @param path named in messages
 * @param allocate memory for a tensor that does not lie so, `byteLength` bytes at a multiple of 8. Default: an array of its own
 * @throws FormatError when the bytes are no ONNX model, or one whose tensors are not kept as raw bytes
 */
export function readInitializers(
  bytes: Uint8Array,
  path = 'the model',
  allocate: Allocate = (byteLength) => new Uint8Array(byteLength),
): Map<string, OnnxInitializer> {
  return new Map(decode(bytes, path).map((each) => [each.name, initializerOf(each, path, allocate)]));
}

function decode(bytes: Uint8Array, path: string): readonly DecodedTensor[] {
  try {
    const model = ModelProto.toObject(ModelProto.decode(bytes), { longs: Number }) as {
      graph?: { initializer?: readonly DecodedTensor[] };
    };
    return model.graph?.initializer ?? [];
  } catch (cause) {
    throw new FormatError(`${path}: no ONNX model: ${(cause as Error).message}`, { path, cause });
  }
}

function initializerOf(
  { name, dims = [], dataType, rawData = new Uint8Array(0), ...external }: DecodedTensor,
  path: string,
  allocate: Allocate,
): OnnxInitializer {
  const dtype = DTYPE_OF.get(dataType);
  if (dtype === undefined) throw damaged(path, name, `element type ${dataType}, which is none of ours`);
  if (external.dataLocation === EXTERNAL_DATA_LOCATION)
    return { dtype, shape: dims, place: placeOf(external, path, name) };
  const expected = countElements(dims) * bytesPerElement(dtype);
  if (rawData.byteLength !== expected) throw damaged(path, name, `${rawData.byteLength} bytes instead of ${expected}`);
  return { tensor: tensor(dtype, dims, viewBytes(dtype, rawData, allocate) as never) };
}

function placeOf(
  { externalData = [] }: Pick<DecodedTensor, 'externalData'>,
  path: string,
  name: string,
): ExternalPlace {
  const fields = Object.fromEntries(externalData.map(({ key, value }) => [key, value]));
  const [offset, length] = [Number(fields.offset), Number(fields.length)];
  if (fields.location !== undefined && offset >= 0 && length >= 0) return { location: fields.location, offset, length };
  throw damaged(path, name, 'no place in a file of external data');
}

/** A view, or a copy where the bytes do not begin at a multiple of the element's size. */
function viewBytes(dtype: DType, bytes: Uint8Array, allocate: Allocate) {
  const size = bytesPerElement(dtype);
  const isAligned = bytes.byteOffset % size === 0;
  const source = isAligned ? bytes : allocate(bytes.byteLength);
  if (!isAligned) source.set(bytes);
  return viewStorage(dtype, source.buffer, source.byteOffset, source.byteLength / size);
}

function damaged(path: string, name: string, what: string): FormatError {
  return new FormatError(`${path}: tensor '${name}' has ${what}: the file is damaged, or another program wrote it`, {
    path,
    name,
  });
}
