import { ConfigError, type Tensor, tensor } from '@bertsmith/tensor';
import type { PrunableMatrix } from '../selection/prunable-matrices.js';

/**
 * The values that pruned weights had, so that they can come back: the passes see zeros, the optimizer and the criterion what is behind them.
 *
 * All weights of the matrices are kept, those that stay too, so that hiding and revealing are copies of whole matrices.
 */
export class HiddenWeights {
  readonly #values: readonly Float32Array[];

  constructor(matrices: readonly PrunableMatrix[]) {
    this.#values = matrices.map(({ rows, columns }) => new Float32Array(rows * columns));
  }

  /** Puts all values into the arena. @param weights in the layout of the arena */
  reveal(matrices: readonly PrunableMatrix[], weights: Float32Array): void {
    for (const [index, values] of this.#values.entries()) weights.set(values, offsetOf(matrices, index));
  }

  /** Keeps what is in the arena. @param weights in the layout of the arena */
  keep(matrices: readonly PrunableMatrix[], weights: Float32Array): void {
    for (const [index, values] of this.#values.entries()) {
      const offset = offsetOf(matrices, index);
      values.set(weights.subarray(offset, offset + values.length));
    }
  }

  /** `hidden.<matrix>`, float32 [rows, columns]. */
  toTensors(matrices: readonly PrunableMatrix[]): Map<string, Tensor> {
    return new Map(
      matrices.map(({ name, rows, columns }, index) => [
        `hidden.${name}`,
        tensor('float32', [rows, columns], this.#values[index] as Float32Array) as Tensor,
      ]),
    );
  }

  /** @throws ConfigError when they are those of another model */
  fromTensors(matrices: readonly PrunableMatrix[], tensors: ReadonlyMap<string, Tensor>): void {
    for (const [index, { name }] of matrices.entries()) {
      const values = this.#values[index] as Float32Array;
      const saved = tensors.get(`hidden.${name}`);
      if (saved?.dtype !== 'float32' || saved.data.length !== values.length) {
        const message = `weight pruning: the checkpoint is of another model: 'hidden.${name}' does not fit`;
        throw new ConfigError(message, { name });
      }
      values.set(saved.data as Float32Array);
    }
  }
}

function offsetOf(matrices: readonly PrunableMatrix[], index: number): number {
  return (matrices[index] as PrunableMatrix).offset;
}
