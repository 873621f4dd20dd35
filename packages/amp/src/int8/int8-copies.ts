import type { Tensor } from '@bertsmith/tensor';
import { type QuantizedMatrix, quantizeMatrices, type WorkingPlace } from '@bertsmith/train';
import { copyNames } from './int8-weights.js';

/** The memory of the 8-bit copies of weights, and whether they are those of the weights as they are. */
export class Int8Copies {
  readonly #matrices: readonly QuantizedMatrix[];
  readonly #names: readonly string[];
  readonly #kernels: WorkingPlace['kernels'];
  #areCurrent = false;

  constructor(names: readonly string[], { arena, heap, kernels }: WorkingPlace) {
    this.#names = names;
    this.#kernels = kernels;
    this.#matrices = names.map((name) => {
      const { shape, data } = arena.get(name);
      const [rows, columns] = shape as unknown as [number, number];
      const [numbers, transposed] = [heap.allocate('int8', data.length), heap.allocate('int8', data.length)];
      return { values: data, rows, columns, numbers, transposed, scales: heap.allocate('float32', rows) };
    });
  }

  /** By the names of the graph's parameters. */
  tensors(): Map<string, Tensor> {
    return new Map(
      this.#matrices.flatMap(({ rows, columns, numbers, transposed, scales }, index): [string, Tensor][] => {
        const names = copyNames(this.#names[index] as string);
        return [
          [names.plain, { dtype: 'int8', shape: [rows, columns], data: numbers }],
          [names.transposed, { dtype: 'int8', shape: [columns, rows], data: transposed }],
          [names.scales, { dtype: 'float32', shape: [rows], data: scales }],
        ];
      }),
    );
  }

  /** Says that the weights have changed. */
  expire(): void {
    this.#areCurrent = false;
  }

  /** Writes the copies anew, if the weights have changed. */
  async refresh(): Promise<void> {
    if (this.#areCurrent) return;
    await quantizeMatrices(this.#matrices, this.#kernels);
    this.#areCurrent = true;
  }
}
