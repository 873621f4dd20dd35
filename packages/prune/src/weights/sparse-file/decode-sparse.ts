import { countElements, formatError, type Safetensors, type Tensor } from '@bertsmith/tensor';
import { SPARSE_FORMAT, SPARSE_PREFIXES } from './encode-sparse.js';

/** What a file is read with. */
export interface DecodeSparseOptions {
  /** For messages. */
  readonly path: string;
  /** Of all tensors together, once they are dense. */
  readonly maximumBytes: number;
}

/** Sizes, and the numbers of a tensor that is not whole in the file. */
interface SparseParts {
  readonly name: string;
  readonly shape: readonly number[];
  readonly bits: Uint8Array;
  readonly values: Float32Array;
}

/** A dimension in the metadata. */
const SIZE = /^\d{1,15}$/;

/** The bytes of a number. */
const BYTES_EACH = Float32Array.BYTES_PER_ELEMENT;

/**
 * Dense tensors from what a sparse file has; how it is made up, `encode-sparse.ts` says.
 *
 * @throws FormatError when it is no such file, is of a later version, its parts do not fit one another, or it would take more than the limit
 */
export function decodeSparse(file: Safetensors, options: DecodeSparseOptions): Map<string, Tensor<'float32'>> {
  checkFormat(file, options.path);
  const sparse = namesOf(file, options.path).map((name) => partsOf(file, name, options.path));
  checkSize(file, sparse, options);
  const tensors = new Map<string, Tensor<'float32'>>();
  for (const [name, each] of file.tensors) {
    if (!name.startsWith(SPARSE_PREFIXES.dense)) continue;
    tensors.set(name.slice(SPARSE_PREFIXES.dense.length), requireFloat32(each, name, options.path));
  }
  for (const { name, shape, bits, values } of sparse) {
    if (tensors.has(name)) throw formatError(place(options.path, name), 'it is there twice, dense and sparse');
    tensors.set(name, { dtype: 'float32', shape, data: join(bits, values, countElements(shape)) });
  }
  return tensors;
}

function checkFormat({ metadata }: Safetensors, path: string): void {
  const [format, version] = [metadata.get('format'), metadata.get('version')];
  if (format !== SPARSE_FORMAT.format) {
    const problem = `its metadata has the format '${format}', expected '${SPARSE_FORMAT.format}': it was not written by \`saveSparse\``;
    throw formatError(place(path), problem, { expected: SPARSE_FORMAT.format, actual: format });
  }
  if (version === SPARSE_FORMAT.version) return;
  const problem = `it is of version '${version}', expected ${SPARSE_FORMAT.version}: read it with a newer @bertsmith/prune`;
  throw formatError(place(path), problem, { expected: SPARSE_FORMAT.version, actual: version });
}

/** The names of sparse tensors; everything in the file must belong to one of them, or be dense. */
function namesOf({ metadata, tensors }: Safetensors, path: string): string[] {
  const { shape, bits, values, dense } = SPARSE_PREFIXES;
  const names = [...metadata.keys()].filter((key) => key.startsWith(shape)).map((key) => key.slice(shape.length));
  const known = new Set(names.flatMap((name) => [`${bits}${name}`, `${values}${name}`]));
  const stray = [...tensors.keys()].find((name) => !known.has(name) && !name.startsWith(dense));
  if (stray === undefined) return names;
  throw formatError(place(path, stray), 'it belongs to no tensor of the file: its shape is missing in the metadata');
}

function partsOf({ metadata, tensors }: Safetensors, name: string, path: string): SparseParts {
  const shape = parseShape(metadata.get(`${SPARSE_PREFIXES.shape}${name}`) ?? '', place(path, name));
  const [bits, values] = [tensors.get(`bits.${name}`), tensors.get(`values.${name}`)];
  if (bits?.dtype !== 'uint8') throw formatError(place(path, name), 'it has no bits, `bits.NAME` in uint8');
  if (values === undefined) throw formatError(place(path, name), 'it has no values, `values.NAME` in float32');
  const parts = {
    ...{ name, shape },
    bits: bits.data as Uint8Array,
    values: requireFloat32(values, `values.${name}`, path).data,
  };
  checkParts(parts, path);
  return parts;
}

function parseShape(text: string, where: ReturnType<typeof place>): number[] {
  const sizes = text === '' ? [] : text.split(',');
  const shape = sizes.map(Number);
  if (sizes.every((size) => SIZE.test(size)) && Number.isSafeInteger(shape.reduce((a, b) => a * b, 1))) return shape;
  throw formatError(where, `its shape is '${text.slice(0, 100)}', expected sizes with commas between them`);
}

function checkParts({ name, shape, bits, values }: SparseParts, path: string): void {
  const elements = shape.reduce((product, size) => product * size, 1);
  const expected = Math.ceil(elements / 8);
  if (bits.length !== expected) {
    const problem = `it has ${bits.length} bytes of bits, expected ${expected} for its shape [${shape.join(', ')}]`;
    throw formatError(place(path, name), problem, { expected, actual: bits.length });
  }
  const count = countBits(bits);
  if (count !== values.length) {
    const problem = `it has ${values.length} values, and ${count} bits say that there is one`;
    throw formatError(place(path, name), problem, { expected: count, actual: values.length });
  }
  const behind = elements % 8 === 0 ? 0 : (bits[expected - 1] as number) >> (elements % 8);
  if (behind !== 0) throw formatError(place(path, name), 'bits behind its last element are set');
}

function countBits(bits: Uint8Array): number {
  let count = 0;
  for (const byte of bits) for (let rest = byte; rest !== 0; rest &= rest - 1) count++;
  return count;
}

/** Before anything is allocated: a bit can become a number, 32 times as large. */
function checkSize(
  file: Safetensors,
  sparse: readonly SparseParts[],
  { path, maximumBytes }: DecodeSparseOptions,
): void {
  const dense = [...file.tensors].filter(([name]) => name.startsWith(SPARSE_PREFIXES.dense));
  const bytes = [
    ...dense.map(([, { data }]) => data.byteLength),
    ...sparse.map(({ shape }) => countElements(shape) * BYTES_EACH),
  ];
  const total = bytes.reduce((sum, each) => sum + each, 0);
  if (total <= maximumBytes) return;
  const problem = `its tensors would take ${total} bytes, allowed are ${maximumBytes}: if you trust it, raise \`maximumBytes\``;
  throw formatError(place(path), problem, { expected: maximumBytes, actual: total });
}

function requireFloat32(each: Tensor, name: string, path: string): Tensor<'float32'> {
  if (each.dtype === 'float32') return each as Tensor<'float32'>;
  throw formatError(place(path, name), `it is ${each.dtype}, expected float32`);
}

/** Whole numbers of 32 bits, so that no NaN changes on the way. */
function join(bits: Uint8Array, values: Float32Array, elements: number): Float32Array {
  const patterns = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const dense = new Uint32Array(elements);
  let next = 0;
  for (const [byte, eight] of bits.entries()) {
    for (let bit = 0; bit < 8; bit++)
      if (((eight >> bit) & 1) === 1) dense[byte * 8 + bit] = patterns[next++] as number;
  }
  return new Float32Array(dense.buffer);
}

function place(path: string, tensor?: string) {
  return { path, kind: 'sparse file', tensor };
}
