import type { ParameterArena, SharedHeap } from '@bertsmith/tensor';
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

  /** Everything stays. @param heap in the memory of the arena's, where the bits go. Default: the arena's, for as long as it lives */
  constructor(arena: ParameterArena, matrices: readonly PrunableMatrix[], heap: SharedHeap = arena.heap) {
    this.matrices = matrices;
    this.#arena = arena;
    this.bits = heap.allocate('uint8', Math.ceil(arena.data.length / 8)).fill(0xff);
  }

  keepAll(): void {
    this.bits.fill(0xff);
  }

  /** @param matrix its place in the list. @param index row * columns + column */
  drop(matrix: number, index: number): void {
    const at = (this.matrices[matrix] as PrunableMatrix).offset + index;
    this.bits[at >> 3] = (this.bits[at >> 3] as number) & ~(1 << (at & 7));
  }

  /** The same as {@link drop}. */
  isKept(matrix: number, index: number): boolean {
    const at = (this.matrices[matrix] as PrunableMatrix).offset + index;
    return (((this.bits[at >> 3] as number) >> (at & 7)) & 1) === 1;
  }

  /** Weights of a matrix that go. */
  zeros(matrix: number): number {
    const { rows, columns } = this.matrices[matrix] as PrunableMatrix;
    let count = 0;
    for (let index = 0; index < rows * columns; index++) count += Number(!this.isKept(matrix, index));
    return count;
  }

  /**
   * Makes +0 of what goes, in the parameters or in their gradients.
   *
   * @param buffer in the layout of the arena; of gradients only the dense ones are in it
   * @param kernels of the arena's memory. Without them it is done here, in a few milliseconds for each million
   */
  async apply(buffer: Float32Array, kernels?: FlatKernels): Promise<void> {
    if (kernels === undefined) this.applyHere(buffer);
    else await keepByBits(this.#ranges(buffer), kernels);
  }

  /** The same, at once and in this thread. */
  applyHere(buffer: Float32Array): void {
    for (const range of this.#ranges(buffer)) keepInLoops(range);
  }

  #ranges(buffer: Float32Array): MaskedNumbers[] {
    const names = [...new Set(this.matrices.map(({ parameter }) => parameter))];
    return names
      .map((name) => this.#arena.entry(name))
      .filter(({ offset, length }) => offset + length <= buffer.length)
      .map(({ offset, length }) => ({
        values: buffer.subarray(offset, offset + length),
        bits: this.bits.subarray(offset / 8, Math.ceil((offset + length) / 8)),
      }));
  }
}

function keepInLoops({ values, bits }: MaskedNumbers): void {
  for (let byte = 0; byte * 8 < values.length; byte++) {
    const eight = bits[byte] as number;
    if (eight === 0xff) continue;
    for (let bit = 0; bit < 8; bit++) if (((eight >> bit) & 1) === 0) values[byte * 8 + bit] = 0;
  }
}
