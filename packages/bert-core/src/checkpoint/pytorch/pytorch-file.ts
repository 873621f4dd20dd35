import type { FileHandle } from 'node:fs/promises';
import {
  bytesPerElement,
  countElements,
  formatShape,
  isFloatingPoint,
  quote,
  ShapeError,
  sameShape,
  type Tensor,
} from '@bertsmith/tensor';
import { readFloat32 } from '@bertsmith/tensor/files';
import type { Checkpoint } from '../checkpoint.js';
import { pytorchError } from './pytorch-error.js';
import { readStrided } from './read-strided.js';
import type { StoredTensor } from './state-dict.js';
import { isContiguous, type StridedView, sliceRows } from './strided-view.js';

/** A `pytorch_model.bin` that is open, made by `openPytorchFile`. Several reads may be under way at once. */
export class PytorchFile implements Checkpoint {
  readonly path: string;
  readonly format = 'pytorch';
  readonly files: readonly string[];
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  readonly #handle: FileHandle;

  constructor(path: string, handle: FileHandle, tensors: ReadonlyMap<string, StoredTensor>) {
    this.path = path;
    this.files = [path];
    this.tensors = tensors;
    this.#handle = handle;
  }

  async readInto(name: string, target: Float32Array | Tensor<'float32'>): Promise<void> {
    const tensor = this.#find(name);
    const { shape } = tensor;
    const elements = target instanceof Float32Array ? target : target.data;
    const expected = target instanceof Float32Array ? [target.length] : target.shape;
    if (!sameShape(expected, target instanceof Float32Array ? [countElements(shape)] : shape)) {
      const problem = `expected the shape ${formatShape(expected)}, found ${formatShape(shape)}`;
      throw pytorchError({ path: this.path, tensor: name }, problem, { expected, actual: shape });
    }
    await this.#read(tensor, tensor.view, elements);
  }

  async readRows(name: string, firstRow: number, target: Float32Array): Promise<void> {
    const tensor = this.#find(name);
    const [rows = 0, ...rest] = tensor.shape;
    const count = target.length / countElements(rest);
    if (!(Number.isInteger(firstRow) && firstRow >= 0 && Number.isInteger(count) && firstRow + count <= rows)) {
      throw new ShapeError(
        `reading ${target.length} elements from row ${firstRow} on of tensor ${quote(name)}: its shape is ${formatShape(tensor.shape)}`,
        { path: this.path, tensor: name, firstRow, actual: tensor.shape },
      );
    }
    await this.#read(tensor, sliceRows(tensor.view, firstRow, count), target);
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** @throws FormatError when there is none, or it is not of floating-point elements */
  #find(name: string): StoredTensor {
    const place = { path: this.path, tensor: name };
    const tensor = this.tensors.get(name);
    if (tensor === undefined) throw pytorchError(place, 'it is not in the file');
    if (isFloatingPoint(tensor.dtype)) return tensor;
    throw pytorchError(place, `expected floating-point elements, found ${tensor.dtype}`, { actual: tensor.dtype });
  }

  async #read({ name, dtype, byteOffset }: StoredTensor, view: StridedView, target: Float32Array): Promise<void> {
    const read = async (start: number, part: Float32Array) => {
      const place = { kind: 'PyTorch file', path: this.path, tensor: name };
      await readFloat32(
        this.#handle,
        { ...place, dtype, byteOffset: byteOffset + start * bytesPerElement(dtype) },
        part,
      );
    };
    if (isContiguous(view)) await read(view.offset, target);
    else await readStrided(read, view, target);
  }
}
