import type { FileHandle } from 'node:fs/promises';
import { allocateStorage, bytesPerElement, isFloatingPoint, type Storage } from '../dtype.js';
import { ShapeError } from '../errors/error-classes.js';
import { formatError, quote } from '../safetensors/format-error.js';
import type { SafetensorsEntry, SafetensorsHeader } from '../safetensors/safetensors-entry.js';
import { formatShape, sameShape } from '../shape/shape.js';
import { countElements, type Tensor } from '../tensor.js';
import { readExactly } from './read-exactly.js';
import { readFloat32 } from './read-float32.js';

/** A safetensors file that is open, made by `openSafetensors`. Several reads may be under way at once. */
export class SafetensorsFile {
  readonly path: string;
  /** The tensors by name, in the order of their data. */
  readonly entries: ReadonlyMap<string, SafetensorsEntry>;
  /** The free-form texts under `__metadata__`. */
  readonly metadata: ReadonlyMap<string, string>;
  readonly #handle: FileHandle;

  constructor(path: string, handle: FileHandle, { entries, metadata }: SafetensorsHeader) {
    this.path = path;
    this.entries = entries;
    this.metadata = metadata;
    this.#handle = handle;
  }

  /**
   * What the header says about a tensor.
   *
   * @throws FormatError when the file has none of this name
   */
  entry(name: string): SafetensorsEntry {
    const entry = this.entries.get(name);
    if (entry !== undefined) return entry;
    const some = [...this.entries.keys()].slice(0, 3).map(quote).join(', ');
    const problem = `it is not in the file, which has ${this.entries.size} tensors${some === '' ? '' : `, first ${some}`}`;
    throw formatError({ path: this.path, tensor: name }, problem);
  }

  /**
   * A tensor in memory of its own, of the file's dtype.
   *
   * @throws FormatError when the file has no such tensor, became shorter, or has a tensor larger than memory
   * @throws InputError when the system cannot read the file
   */
  async read(name: string): Promise<Tensor> {
    const entry = this.entry(name);
    const data = this.#allocate(entry);
    await readExactly(this.#handle, asBytes(data), { path: this.path, tensor: name, byteOffset: entry.byteOffset });
    return { dtype: entry.dtype, shape: entry.shape, data };
  }

  /**
   * Reads a floating-point tensor into float32 memory that exists, also shared memory: `float32` without a copy,
   * `float16` and `bfloat16` exactly, `float64` rounded to the nearest.
   *
   * @param target of as many elements; a tensor must also have the same shape
   * @throws FormatError when the file has no such tensor, has it in another shape or as integers, or became shorter
   * @throws InputError when the system cannot read the file
   * @example
   * for (const [name, parameter] of arena.parts()) await file.readInto(name, parameter);
   */
  async readInto(name: string, target: Float32Array | Tensor<'float32'>): Promise<void> {
    const entry = this.entry(name);
    this.#checkTarget(entry, target);
    await this.#readFrom(entry, 0, target instanceof Float32Array ? target : target.data);
  }

  /**
   * Reads some rows of a floating-point tensor, as {@link readInto} does: those from `firstRow` on that fill `target`.
   *
   * @param firstRow along the first dimension
   * @param target whole rows
   * @throws ShapeError when the tensor has no such rows
   */
  async readRows(name: string, firstRow: number, target: Float32Array): Promise<void> {
    const entry = this.entry(name);
    this.#checkFloatingPoint(entry);
    await this.#readFrom(entry, this.#startOfRows(entry, firstRow, target.length), target);
  }

  /**
   * Some rows of a tensor in memory of their own, of the file's dtype.
   *
   * @param firstRow along the first dimension
   * @throws ShapeError when the tensor has no such rows; FormatError, InputError as {@link read}
   */
  async readSlice(name: string, firstRow: number, rowCount: number): Promise<Tensor> {
    const entry = this.entry(name);
    const { dtype } = entry;
    const shape = [rowCount, ...entry.shape.slice(1)];
    const start = this.#startOfRows(entry, firstRow, countElements(shape)) * bytesPerElement(dtype);
    const data = this.#allocate({ ...entry, shape });
    await readExactly(this.#handle, asBytes(data), {
      path: this.path,
      tensor: name,
      byteOffset: entry.byteOffset + start,
    });
    return { dtype, shape, data };
  }

  /** Closes the file; later reads fail. */
  async close(): Promise<void> {
    await this.#handle.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #allocate({ name, dtype, shape, byteLength }: SafetensorsEntry): Storage {
    try {
      return allocateStorage(dtype, countElements(shape));
    } catch (cause) {
      const problem = `its ${byteLength} bytes cannot be held in memory`;
      throw formatError({ path: this.path, tensor: name }, problem, { actual: byteLength, cause });
    }
  }

  #checkTarget(entry: SafetensorsEntry, target: Float32Array | Tensor<'float32'>): void {
    const place = { path: this.path, tensor: entry.name };
    const { shape } = entry;
    this.#checkFloatingPoint(entry);
    const expected = target instanceof Float32Array ? [target.length] : target.shape;
    const found = target instanceof Float32Array ? [countElements(shape)] : shape;
    if (!sameShape(expected, found)) {
      const problem = `expected the shape ${formatShape(expected)}, found ${formatShape(shape)}`;
      throw formatError(place, problem, { expected, actual: shape });
    }
  }

  #checkFloatingPoint({ name, dtype }: SafetensorsEntry): void {
    if (isFloatingPoint(dtype)) return;
    const place = { path: this.path, tensor: name };
    throw formatError(place, `expected floating-point elements, found ${dtype}`, { actual: dtype });
  }

  /** Elements of a tensor before a row. @param elements from there on: whole rows that the tensor has */
  #startOfRows({ name, shape }: SafetensorsEntry, firstRow: number, elements: number): number {
    const [rows = 0, ...rest] = shape;
    const rowLength = countElements(rest);
    const lastRow = firstRow + elements / rowLength;
    const isThere = Number.isInteger(firstRow) && firstRow >= 0 && Number.isInteger(lastRow) && lastRow <= rows;
    if (isThere) return firstRow * rowLength;
    throw new ShapeError(
      `reading ${elements} elements from row ${firstRow} on of tensor ${quote(name)}: its shape is ${formatShape(shape)}`,
      { path: this.path, tensor: name, firstRow, actual: shape },
    );
  }

  /** Fills `target` with the elements from the `start`th on. */
  async #readFrom({ name, dtype, byteOffset }: SafetensorsEntry, start: number, target: Float32Array): Promise<void> {
    const place = { path: this.path, tensor: name, byteOffset: byteOffset + start * bytesPerElement(dtype) };
    await readFloat32(this.#handle, { ...place, dtype }, target);
  }
}

function asBytes({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
