/**
 * Writing a safetensors file whose tensors grow, row by row, when nobody knows yet how many rows there will be.
 *
 * The header comes first in the file and has all sizes in it, so room is left for one with the largest numbers. The rows of the first tensor
 * go where they belong; those of the others into files of their own, which are copied behind it at the end. Memory holds none.
 */
import { dirname } from 'node:path';
import { bytesPerElement, type DType, isStorageOf, type Storage } from '../dtype.js';
import { InputError } from '../errors/error-classes.js';
import { quote } from '../safetensors/format-error.js';
import { bytesOf, checkNames, encodeHeader, type TensorDescription } from '../safetensors/serialize-safetensors.js';
import { countElements } from '../tensor.js';
import { flushDirectory, StagedFile } from './staged-file.js';

/** A tensor of `[rows, ...rowShape]`, whose rows are yet to come. */
export interface GrowingTensor {
  readonly name: string;
  readonly dtype: DType;
  readonly rowShape: readonly number[];
}

interface Column extends GrowingTensor {
  readonly file: StagedFile;
  /** Elements of a row. */
  readonly rowLength: number;
  rows: number;
}

/**
 * See the top of the file. It ends with `commit` or with `discard`; until then there are only files with temporary names.
 *
 * @example
 * const writer = await SafetensorsWriter.create('vectors.safetensors', [{ name: 'vectors', dtype: 'float32', rowShape: [384] }]);
 * try {
 *   for await (const vector of vectors) await writer.append('vectors', vector);
 *   await writer.commit();
 * } catch (error) {
 *   await writer.discard();
 *   throw error;
 * }
 */
export class SafetensorsWriter {
  readonly #columns: readonly Column[];
  readonly #metadata: Readonly<Record<string, string>> | undefined;
  readonly #headerBytes: number;

  private constructor(columns: readonly Column[], headerBytes: number, metadata?: Readonly<Record<string, string>>) {
    this.#columns = columns;
    this.#headerBytes = headerBytes;
    this.#metadata = metadata;
  }

  /**
   * @param path its directory must exist
   * @param tensors in the order that the file has them in; the one with the most bytes is best first, the others are written twice
   * @param metadata texts for `__metadata__`
   * @throws InputError for names or metadata that cannot be written, OutputError when the system refuses
   */
  static async create(
    path: string,
    tensors: readonly [GrowingTensor, ...GrowingTensor[]],
    metadata?: Readonly<Record<string, string>>,
  ): Promise<SafetensorsWriter> {
    checkNames(tensors.map(({ name }) => name));
    const room = encodeHeader(tensors.map(largest), metadata);
    const columns: Column[] = [];
    try {
      for (const tensor of tensors) {
        const file = await StagedFile.create(path);
        columns.push({ ...tensor, file, rowLength: countElements(tensor.rowShape), rows: 0 });
      }
      await columns[0]?.file.append(new Uint8Array(room.length));
    } catch (error) {
      for (const { file } of columns) await file.discard();
      throw error;
    }
    return new SafetensorsWriter(columns, room.length, metadata);
  }

  /** Rows of a tensor so far. @throws InputError when there is none of this name */
  rows(name: string): number {
    return this.#column(name).rows;
  }

  /**
   * Adds rows to a tensor; wait for it before the next call.
   *
   * @param data whole rows, of the tensor's dtype
   * @throws InputError when they are not, OutputError when the system refuses
   */
  async append(name: string, data: Storage): Promise<void> {
    const column = this.#column(name);
    const rows = data.length / column.rowLength;
    if (!isStorageOf(column.dtype, data) || !Number.isInteger(rows)) {
      const expected = `whole rows of ${column.rowLength} ${column.dtype} elements`;
      const message = `writing safetensors: tensor ${quote(name)}: expected ${expected}, found ${data.length} elements in a ${data.constructor.name}`;
      throw new InputError(message, { name, expected, actual: data.length });
    }
    await column.file.append(bytesOf(data));
    column.rows += rows;
  }

  /** Writes the header and puts the file in place. @throws OutputError when the system refuses; then `discard` */
  async commit(): Promise<void> {
    const [first, ...others] = this.#columns as readonly [Column, ...Column[]];
    for (const { file } of others) {
      for await (const chunk of file.contents()) await first.file.append(chunk);
      await file.discard();
    }
    const header = encodeHeader(this.#columns.map(describe), this.#metadata, this.#headerBytes);
    await first.file.overwrite(header, 0);
    await first.file.finish();
    await first.file.putInPlace();
    await flushDirectory(dirname(first.file.path));
  }

  /** Removes what was written. */
  async discard(): Promise<void> {
    for (const { file } of this.#columns) await file.discard();
  }

  #column(name: string): Column {
    const column = this.#columns.find((each) => each.name === name);
    if (column !== undefined) return column;
    const names = this.#columns.map((each) => quote(each.name)).join(', ');
    throw new InputError(`writing safetensors: there is no tensor ${quote(name)}; there are ${names}`, { name });
  }
}

function describe({ name, dtype, rowShape, rows, rowLength }: Column): TensorDescription {
  return { name, dtype, shape: [rows, ...rowShape], size: rows * rowLength * bytesPerElement(dtype) };
}

/** The longest that the header's entry of a tensor can become. */
function largest({ name, dtype, rowShape }: GrowingTensor): TensorDescription {
  return { name, dtype, shape: [Number.MAX_SAFE_INTEGER, ...rowShape], size: Number.MAX_SAFE_INTEGER };
}
