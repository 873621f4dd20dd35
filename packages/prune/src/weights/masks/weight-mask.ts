import { ConfigError, type ParameterArena, type SharedHeap } from '@bertsmith/tensor';
import { type FlatKernels, keepByBits, type MaskedNumbers } from '@bertsmith/train';
import type { PrunableMatrix } from '../selection/prunable-matrices.js';

/**
 * Which weights of a model stay: a bit for each element of its arena, 1 for what stays and for all that nobody prunes.
 *
 * A 32nd of the memory of the weights. Parameters begin at whole bytes, because the arena aligns them.
 */
export class WeightMask {
  readonly matrices: readonly PrunableMatrix[];
  /** uint8 [elements of the arena / 8], the least significant bit first. */
  readonly bits: Uint8Array;
  readonly #arena: ParameterArena;

  /** Everything stays. @param heap the arena's, for a mask that kernels are to work with; it keeps the bits as long as the arena */
  constructor(arena: ParameterArena, matrices: readonly PrunableMatrix[], heap?: SharedHeap) {
    const bytes = Math.ceil(arena.data.length / 8);
    this.matrices = matrices;
    this.#arena = arena;
    this.bits = heap === undefined ? new Uint8Array(bytes) : heap.allocate('uint8', bytes);
    this.keepAll();
  }

  keepAll(): void {
    this.bits.fill(0xff);
  }

  /** @param matrix its place in the list. @param index row * columns + column */
  drop(matrix: number, index: number): void {
    const at = this.#matrix(matrix).offset + index;
    this.bits[at >> 3] = (this.bits[at >> 3] as number) & ~(1 << (at & 7));
  }

  /** Whether a weight stays, by the numbers that {@link drop} takes. */
  isKept(matrix: number, index: number): boolean {
    const at = this.#matrix(matrix).offset + index;
    return (((this.bits[at >> 3] as number) >> (at & 7)) & 1) === 1;
  }

  /** Weights of a matrix that go. */
  zeros(matrix: number): number {
    let count = 0;
    for (let index = 0; index < this.#size(matrix); index++) count += Number(!this.isKept(matrix, index));
    return count;
  }

  /** The bits of one matrix, from its first weight, wherever it lies in the arena: uint8 [weights / 8], bits behind the last are 0. */
  packed(matrix: number): Uint8Array {
    const bytes = new Uint8Array(Math.ceil(this.#size(matrix) / 8));
    for (let index = 0; index < this.#size(matrix); index++) {
      if (this.isKept(matrix, index)) bytes[index >> 3] = (bytes[index >> 3] as number) | (1 << (index & 7));
    }
    return bytes;
  }

  /** Takes what {@link packed} gave, for a matrix of which all stays. @throws ConfigError when it is of a matrix of another size */
  dropPacked(matrix: number, bytes: Uint8Array): void {
    const [expected, actual] = [Math.ceil(this.#size(matrix) / 8), bytes.length];
    if (actual !== expected) {
      const { name } = this.#matrix(matrix);
      const message = `pruning: the mask of '${name}' has ${actual} bytes, expected ${expected}: it is of another model`;
      throw new ConfigError(message, { name, expected, actual });
    }
    for (let index = 0; index < this.#size(matrix); index++) {
      if ((((bytes[index >> 3] as number) >> (index & 7)) & 1) === 0) this.drop(matrix, index);
    }
  }

  /**
   * Makes +0 of what goes, in the parameters or in their gradients.
   *
   * @param buffer in the layout of the arena; of gradients only the dense ones are in it
   * @param kernels of the arena's memory, when the bits are there too. Without them it is done here, in about a millisecond for each million
   */
  async apply(buffer: Float32Array, kernels?: FlatKernels): Promise<void> {
    if (kernels === undefined) this.applyHere(buffer);
    else await keepByBits(this.#ranges(buffer), kernels);
  }

  /** The same, at once and in this thread. */
  applyHere(buffer: Float32Array): void {
    for (const range of this.#ranges(buffer)) keepInLoops(range);
  }

  /** Whether all that goes is 0 in the parameters. @param weights in the layout of the arena */
  isApplied(weights: Float32Array): boolean {
    return this.matrices.every(({ offset }, matrix) => {
      const numbers = weights.subarray(offset, offset + this.#size(matrix));
      return numbers.every((weight, index) => weight === 0 || this.isKept(matrix, index));
    });
  }

  #ranges(buffer: Float32Array): MaskedNumbers[] {
    const names = [...new Set(this.matrices.map(({ parameter }) => parameter))];
    return names.map((name) => {
      const { offset, length } = this.#arena.entry(name);
      // Dense gradients end before the tables, of which nothing is left here.
      const values = buffer.subarray(offset, offset + length);
      return { values, bits: this.bits.subarray(offset / 8, Math.ceil((offset + length) / 8)) };
    });
  }

  #matrix(matrix: number): PrunableMatrix {
    return this.matrices[matrix] as PrunableMatrix;
  }

  #size(matrix: number): number {
    return this.#matrix(matrix).rows * this.#matrix(matrix).columns;
  }
}

function keepInLoops({ values, bits }: MaskedNumbers): void {
  for (let byte = 0; byte * 8 < values.length; byte++) {
    const eight = bits[byte] as number;
    if (eight === 0xff) continue;
    const end = Math.min(8, values.length - byte * 8);
    for (let bit = 0; bit < end; bit++) if (((eight >> bit) & 1) === 0) values[byte * 8 + bit] = 0;
  }
}
