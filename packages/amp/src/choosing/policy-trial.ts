import type { BertModelWithHead } from '@bertsmith/bert-core';
import type { Batch } from '@bertsmith/data';
import type { Backend } from '@bertsmith/graph';
import type { SharedHeap } from '@bertsmith/tensor';
import {
  type FlatKernels,
  GradientStep,
  type Gradients,
  pluginFeeds,
  type TrainingPlugin,
  transformGradients,
} from '@bertsmith/train';

/** What trials are made with. */
export interface TrialSurroundings {
  readonly model: BertModelWithHead;
  readonly backend: Backend;
  readonly heap: SharedHeap;
  readonly kernels: FlatKernels;
  readonly threads?: number;
}

/** What a step gave that was tried. */
export interface TrialStep {
  readonly ms: number;
  readonly loss: number;
  /** Where the gradients are until the next step; not to be changed. */
  readonly gradients: Gradients;
}

/** Steps of a model without an update behind them, so that the model stays as it was. */
export class PolicyTrial implements AsyncDisposable {
  readonly #plugins: readonly TrainingPlugin[];
  readonly #step: GradientStep;
  readonly #surroundings: TrialSurroundings;

  private constructor(plugins: readonly TrainingPlugin[], step: GradientStep, surroundings: TrialSurroundings) {
    this.#plugins = plugins;
    this.#step = step;
    this.#surroundings = surroundings;
  }

  /** @param plugin undefined for a step of float32 */
  static async create(plugin: TrainingPlugin | undefined, surroundings: TrialSurroundings): Promise<PolicyTrial> {
    const plugins = plugin === undefined ? [] : [plugin];
    return new PolicyTrial(plugins, await GradientStep.compile({ ...surroundings, plugins }), surroundings);
  }

  /**
   * A step as in a run: weights are quantized anew before it, gradients unscaled behind it. One that overflows is tried again with the smaller scale that is left
   * behind; the time is that of the last.
   *
   * @throws TrainingError when it overflows at every scale
   */
  async run(batch: Batch, number: number): Promise<TrialStep> {
    for (;;) {
      const tried = await this.#try(batch, number);
      if (tried !== undefined) return tried;
    }
  }

  /** @returns undefined when the step was vetoed */
  async #try(batch: Batch, number: number): Promise<TrialStep | undefined> {
    const { model, kernels } = this.#surroundings;
    const state = { step: number, totalSteps: number + 1, epoch: 0, arena: model.arena };
    const started = performance.now();
    for (const plugin of this.#plugins) await plugin.afterUpdate?.({ ...state, loss: 0, kernels });
    const feeds = await pluginFeeds(this.#plugins, batch, state);
    const { loss, gradients } = await this.#step.run(batch, { seed: 0, step: number }, feeds);
    const verdict = await transformGradients(this.#plugins, gradients, { ...state, loss, kernels });
    return verdict === 'veto' ? undefined : { ms: performance.now() - started, loss, gradients };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#step.dispose();
  }
}
