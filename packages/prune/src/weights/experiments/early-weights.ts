import { ConfigError, type ParameterArena } from '@bertsmith/tensor';
import type { TrainingPlugin } from '@bertsmith/train';
import { prunableMatrices } from '../selection/prunable-matrices.js';

/** The parameters of a model as they were after some steps, to go back to. */
export class EarlyWeights {
  /** For the run that they are of; it changes nothing. */
  readonly plugin: TrainingPlugin;
  readonly #rewindStep: number;
  #data: Float32Array | undefined;

  /** @param rewindStep steps of the run; 0 for the parameters as they are */
  constructor(rewindStep: number, model: ParameterArena) {
    this.#rewindStep = rewindStep;
    if (rewindStep === 0) this.#data = model.data.slice();
    this.plugin = {
      specificationVersion: 'v1',
      name: 'early-weights',
      afterUpdate: ({ step, arena }) => {
        if (step + 1 === rewindStep) this.#data = copyOf(model, arena);
      },
    };
  }

  /** Puts all of them back. @throws ConfigError when the run did not get there */
  rewind(arena: ParameterArena): void {
    if (this.#data === undefined) {
      const message = `lottery tickets: the run had no update in step ${this.#rewindStep}, to whose weights it was to go back: take an earlier one`;
      throw new ConfigError(message, { rewindStep: this.#rewindStep });
    }
    arena.data.set(this.#data);
  }

  /**
   * The same, but for the weights of some matrices that are 0 in a ticket, which are 0.
   *
   * @param ticket in the layout of the arena
   * @throws ConfigError as {@link rewind} does
   */
  rewindKept(arena: ParameterArena, ticket: Float32Array, names: readonly string[]): void {
    this.rewind(arena);
    for (const { offset, rows, columns } of prunableMatrices(arena, names)) {
      for (let at = offset; at < offset + rows * columns; at++) if (ticket[at] === 0) arena.data[at] = 0;
    }
  }
}

/** By name: the arena of a run may have parameters of plugins, too. */
function copyOf(model: ParameterArena, trained: ParameterArena): Float32Array {
  const copy = new Float32Array(model.data.length);
  for (const { specification, offset } of model.entries) copy.set(trained.get(specification.name).data, offset);
  return copy;
}
