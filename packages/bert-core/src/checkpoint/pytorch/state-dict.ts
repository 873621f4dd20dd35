/** From what a pickle says to tensors whose every element is within the file. */
import { bytesPerElement, formatShape, quote } from '@bertsmith/tensor';
import type { CheckpointTensor } from '../checkpoint.js';
import { describeValue, isKind, type PickledTensor, type PickleValue } from './pickle/pickle-values.js';
import { howToConvert, pytorchError } from './pytorch-error.js';
import { MAXIMUM_DIMENSIONS } from './pytorch-limits.js';
import { lastElement, overlapsItself, type StridedView } from './strided-view.js';
import type { ZipEntry } from './zip/read-zip-directory.js';

/** A tensor of a `pytorch_model.bin`. Every number has been checked against the file. */
export interface StoredTensor extends CheckpointTensor {
  readonly view: StridedView;
  /** Bytes of the file before the storage that it is a view of. */
  readonly byteOffset: number;
}

/**
 * The tensors of a state dict.
 *
 * @param findStorage the entry of the zip that a storage's key stands for
 * @throws FormatError when it is something else than a dictionary of tensors, or a tensor is not within its storage
 */
export function readStateDict(
  value: PickleValue,
  findStorage: (key: string) => ZipEntry | undefined,
  path: string,
): ReadonlyMap<string, StoredTensor> {
  if (!isKind(value, 'dictionary')) {
    throw pytorchError({ path }, `expected a dictionary of tensors, found ${describeValue(value)}`);
  }
  const tensors = new Map<string, StoredTensor>();
  for (const [name, item] of value.items) {
    if (typeof name !== 'string') {
      throw pytorchError({ path }, `expected names of tensors, found ${describeValue(name)} as one`);
    }
    if (tensors.has(name)) throw pytorchError({ path, tensor: name }, 'it is in the file twice');
    if (!isKind(item, 'tensor')) throw noTensor(path, name, item);
    tensors.set(name, locate({ name, path, tensor: item }, findStorage(item.storage.key)));
  }
  return tensors;
}

function noTensor(path: string, name: string, found: PickleValue) {
  const what = isKind(found, 'dictionary')
    ? `a dictionary: where that one has the tensors, save it alone: python -c "import torch; torch.save(torch.load('${path}', map_location='cpu', weights_only=True)[${quote(name).replaceAll('"', "'")}], '${path}')"`
    : `${describeValue(found)}: ${howToConvert(path)}`;
  return pytorchError({ path, tensor: name }, `expected a tensor, found ${what}`);
}

interface Found {
  readonly name: string;
  readonly path: string;
  readonly tensor: PickledTensor;
}

function locate({ name, path, tensor }: Found, entry: ZipEntry | undefined): StoredTensor {
  const { storage, shape, offset, strides } = tensor;
  const { dtype } = storage;
  const place = { path, tensor: name };
  if (entry === undefined) throw pytorchError(place, `its storage ${quote(storage.key)} is not in the file`);
  const expected = storage.length * bytesPerElement(dtype);
  if (entry.byteLength !== expected) {
    const problem = `its storage ${quote(storage.key)} is said to have ${storage.length} elements of ${dtype}, ${expected} bytes, the file has ${entry.byteLength}`;
    throw pytorchError({ ...place, byteOffset: entry.byteOffset }, problem, { expected, actual: entry.byteLength });
  }
  checkView(place, tensor);
  return { name, dtype, shape, path, byteOffset: entry.byteOffset, view: { offset, shape, strides } };
}

function checkView(place: { readonly path: string; readonly tensor: string }, tensor: PickledTensor): void {
  const { shape, strides, storage } = tensor;
  if (shape.length > MAXIMUM_DIMENSIONS) {
    throw pytorchError(place, `it has ${shape.length} dimensions, expected at most ${MAXIMUM_DIMENSIONS}`);
  }
  const last = lastElement(tensor) ?? -1;
  const count = shape.reduce((product, size) => product * size, 1);
  // Numbers that are too large to be exact are too large for the storage, too: sums and products only grow.
  if (!(last < storage.length) || !Number.isSafeInteger(count)) {
    const problem = `the shape ${formatShape(shape)} with the strides ${formatShape(strides)} from element ${tensor.offset} on is not within the ${storage.length} elements of its storage`;
    throw pytorchError(place, problem, { expected: storage.length, actual: last + 1 });
  }
  if (overlapsItself(tensor)) {
    const problem = `with the strides ${formatShape(strides)} its elements overlap each other: save it with .contiguous()`;
    throw pytorchError(place, problem, { actual: strides });
  }
}
