import { isDeepStrictEqual } from 'node:util';
import type { BertModelWithHead } from '@bertsmith/bert-core';
import { ConfigError, type ParameterArena, type SharedHeap, type Tensor } from '@bertsmith/tensor';
import type { PluginState, TrainingState } from '@bertsmith/train';
import { compensate } from '../criteria/compensate.js';
import { ObservedMatrices } from '../criteria/observed-matrices.js';
import { HeldMask } from '../masks/held-mask.js';
import type { WeightMask } from '../masks/weight-mask.js';
import { selectWeights } from '../selection/select-weights.js';
import { zerosFirst } from '../selection/zeros-first.js';
import { identityOf } from '../settings.js';
import { HiddenWeights } from './hidden-weights.js';
import type { CompleteWeightPruningOptions } from './weight-pruning-options.js';

const NAME = 'weight-pruning';
/** Of a share of steps. */
const ROUNDING = 1e-9;

interface SavedJson {
  readonly settings: unknown;
  readonly observations: number;
  readonly sparsity: number;
}

/** What is known in a run of `weightPruning`. */
export class WeightPruningRun {
  readonly #options: CompleteWeightPruningOptions;
  readonly #held = new HeldMask(NAME);
  #observed: ObservedMatrices | undefined;
  /** Only for scores that are learned in training: of others what has gone stays gone. */
  #hidden: HiddenWeights | undefined;
  /** What the schedule asked for when the mask was made; 0 while there is none. */
  #sparsity = 0;
  /** Gradients of a step that may still be vetoed. */
  #pending: Float32Array | undefined;

  constructor(options: CompleteWeightPruningOptions) {
    this.#options = options;
  }

  get mask(): WeightMask {
    return this.#held.mask;
  }

  /** With the model that is trained. */
  begin(model: BertModelWithHead): void {
    const { criterion, matrices, schedule } = this.#options;
    const mask = this.#held.begin(model.arena, matrices);
    this.#observed = new ObservedMatrices(mask.matrices, criterion);
    this.#sparsity = 0;
    if (this.#isLearned) this.#hidden = new HiddenWeights(mask.matrices);
    if (schedule !== undefined) return;
    this.#makeMask(mask, model.arena.data, 1);
    mask.applyHere(model.arena.data);
  }

  /** @param heap which the kernels see, until {@link leaveHeap} */
  moveToHeap(heap: SharedHeap): void {
    this.#observed?.moveToHeap(heap);
  }

  leaveHeap(): void {
    this.#observed?.leaveHeap();
  }

  /** A criterion that learns sees the gradients first; else those of pruned weights go before norms are taken. */
  async look(gradients: Float32Array, state: TrainingState): Promise<void> {
    if (this.#options.criterion.needs === 'weights') await this.#clear(gradients, state);
    else this.#pending = gradients;
  }

  /** Between clipping and the optimizer, in a step that nobody vetoed. */
  async learn(state: TrainingState): Promise<void> {
    const gradients = this.#pending;
    this.#pending = undefined;
    if (gradients === undefined) return;
    const { matrices } = this.#at(state.arena);
    if (this.#sparsity > 0) this.#hidden?.reveal(matrices, state.arena.data);
    if (!this.#isFinal(state)) await this.#observed?.observe(state.arena.data, gradients, state.kernels);
    await this.#clear(gradients, state);
  }

  /** After the update. */
  async endStep(state: TrainingState): Promise<void> {
    const { data } = state.arena;
    const mask = this.#at(state.arena);
    const wanted = this.#wantedAfter(state);
    if (wanted !== undefined) this.#makeMask(mask, data, wanted);
    if (this.#sparsity === 0) return;
    this.#hidden?.keep(mask.matrices, data);
    await mask.apply(data, state.kernels);
  }

  /** Averages of parameters have what is masked, faded. @returns whether there was something */
  async maskAverages({ arena, kernels }: TrainingState): Promise<boolean> {
    const mask = this.#at(arena);
    if (this.#sparsity === 0 || mask.isApplied(arena.data)) return false;
    await mask.apply(arena.data, kernels);
    return true;
  }

  save(): PluginState {
    const { mask } = this;
    const { observations = 0, statistics = [] } = this.#observed ?? {};
    const json = { settings: this.#settings(), observations, sparsity: this.#sparsity };
    const ofStatistics = mask.matrices.flatMap(({ name }, index): [string, Tensor][] => {
      const data = statistics[index] as Float32Array;
      return data.length === 0 ? [] : [[`statistics.${name}`, { dtype: 'float32', shape: [data.length], data }]];
    });
    const hidden = this.#hidden?.toTensors(mask.matrices) ?? [];
    const tensors = new Map<string, Tensor>([...this.#held.toTensors(), ...ofStatistics, ...hidden]);
    return { json: json as unknown as NonNullable<PluginState['json']>, tensors };
  }

  load({ json, tensors = new Map<string, Tensor>() }: PluginState): void {
    const { mask } = this;
    const saved = json as unknown as SavedJson | undefined;
    this.#requireSameSettings(saved?.settings);
    this.#held.fromTensors(tensors);
    this.#hidden?.fromTensors(mask.matrices, tensors);
    this.#observed?.load(tensors, saved?.observations ?? 0);
    this.#sparsity = saved?.sparsity ?? 0;
  }

  /** What the schedule asks for, when there is a mask to be made after this step. */
  #wantedAfter(state: TrainingState): number | undefined {
    const { step, totalSteps } = state;
    const finished = step + 1;
    if (finished % this.#stepsBetween(totalSteps) !== 0 && finished !== totalSteps) return undefined;
    const wanted = this.#wantedAt(finished / totalSteps);
    if (wanted === undefined || wanted === 0) return undefined;
    return wanted === this.#sparsity && this.#isSettled(state) ? undefined : wanted;
  }

  /** None: there is no schedule. */
  #wantedAt(progress: number): number | undefined {
    const { schedule, selection } = this.#options;
    if (schedule === undefined) return undefined;
    // Patterns and thresholds do not grow: they begin.
    return 'sparsity' in selection
      ? schedule.sparsityAt(progress, selection.sparsity)
      : Math.ceil(schedule.sparsityAt(progress, 1));
  }

  /** Whether the mask of this step is the one of the end: what gradients say further, nobody asks for. */
  #isFinal(state: TrainingState): boolean {
    const { step, totalSteps } = state;
    // Less may be asked for after this step: in a run that is resumed with more epochs, or by a schedule that falls.
    const wanted = [this.#wantedAt((step + 1) / totalSteps), this.#wantedAt(1)];
    return this.#sparsity > 0 && wanted.every((each) => each === this.#sparsity) && this.#isSettled(state);
  }

  /** Whether masks of the same share stay as they are: learned ones from the first that was made where the schedule lets them be. */
  #isSettled({ step, totalSteps }: TrainingState): boolean {
    if (!this.#isLearned) return true;
    const made = step - (step % this.#stepsBetween(totalSteps));
    return made / totalSteps > (this.#options.schedule?.settledFrom ?? 1) - ROUNDING;
  }

  /** Steps from one mask to the next. By default so few that there are masks, and steps to recover from them, in a short run too. */
  #stepsBetween(totalSteps: number): number {
    return this.#options.everySteps ?? Math.max(1, Math.min(10, Math.floor(totalSteps / 10)));
  }

  #makeMask(mask: WeightMask, weights: Float32Array, wanted: number): void {
    const { criterion, selection, schedule } = this.#options;
    const observed = this.#observed as ObservedMatrices;
    const scores = observed.scores(weights);
    const isByShare = schedule !== undefined && 'sparsity' in selection;
    const byShare = isByShare ? { ...selection, sparsity: wanted } : selection;
    selectWeights(mask, this.#isLearned ? scores : zerosFirst(scores, mask, weights), byShare);
    compensate(criterion, observed, { mask, weights });
    // Gradients of other weights say little of these: the next mask is made of those that come.
    if (criterion.needs === 'gradients') observed.forget();
    this.#sparsity = wanted;
  }

  get #isLearned(): boolean {
    return this.#options.criterion.needs === 'training';
  }

  async #clear(gradients: Float32Array, { arena, kernels }: TrainingState): Promise<void> {
    const mask = this.#at(arena);
    if (this.#sparsity > 0) await mask.apply(gradients, kernels);
  }

  #at(arena: ParameterArena): WeightMask {
    const mask = this.#held.at(arena);
    this.#observed?.moveTo(mask.matrices);
    return mask;
  }

  #settings(): Record<string, unknown> {
    const { criterion, selection, schedule, everySteps } = this.#options;
    return {
      criterion: identityOf(criterion),
      selection,
      schedule: identityOf(schedule),
      everySteps: everySteps ?? null,
    };
  }

  #requireSameSettings(saved: unknown): void {
    const own = this.#settings();
    if (isDeepStrictEqual(saved, own)) return;
    const message = `${NAME}: the checkpoint was made with ${JSON.stringify(saved)}, this run has ${JSON.stringify(own)}: resume with the same`;
    throw new ConfigError(message, { expected: saved, actual: own });
  }
}
