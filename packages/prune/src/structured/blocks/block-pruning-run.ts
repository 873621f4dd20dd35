import type { BertConfig, BertModelWithHead } from '@bertsmith/bert-core';
import { ConfigError, type ParameterArena, type Tensor } from '@bertsmith/tensor';
import type { PluginState, TrainingState } from '@bertsmith/train';
import { shareToGo } from '../../cubic-course.js';
import { sumProducts } from '../importance/output-matrices.js';
import { scoresFromTensors, scoresToTensors } from '../importance/score-tensors.js';
import { addScores, emptyScores, type UnitScores } from '../importance/unit-scores.js';
import { presentHeads } from '../surgery/present-heads.js';
import type { StructurePlan } from '../surgery/structure-plan.js';
import { type CompleteBlockPruningOptions, requireSameOptions } from './block-pruning-options.js';
import { densityAt } from './density-schedule.js';
import { keepBestUnits } from './keep-best-units.js';
import { type KeptUnits, MaskedOutputs } from './masked-outputs.js';

const NAME = 'block-pruning';

/** How a plan is asked for. */
export interface BlockPlanOptions {
  /** Whether a plan is wanted also while more is left than was asked for. Default false: that is an error. */
  readonly isEarlyAllowed?: boolean;
}

interface SavedJson {
  readonly options: CompleteBlockPruningOptions;
  readonly finishedSteps: number;
  readonly totalSteps: number;
}

/** What is known in a run of `blockPruning`. */
export class BlockPruningRun {
  readonly #options: CompleteBlockPruningOptions;
  #model: BertModelWithHead | undefined;
  #outputs: MaskedOutputs | undefined;
  #scores: UnitScores | undefined;
  /** Derivatives of a step that may still be vetoed. */
  #pending: UnitScores | undefined;
  #finishedSteps = 0;
  #totalSteps = 1;

  constructor(options: CompleteBlockPruningOptions) {
    this.#options = options;
  }

  get outputs(): MaskedOutputs {
    return this.#begun(this.#outputs);
  }

  /** With the model that is trained: a plugin behind this one may have made another of the one that was given. */
  begin(model: BertModelWithHead): void {
    this.#model = model;
    this.#outputs = new MaskedOutputs(model.config);
    this.#scores = emptyScores(model.config);
    this.#finishedSteps = 0;
  }

  /** Before the update. @param gradients in the layout of the arena */
  look({ arena, totalSteps }: TrainingState, gradients: Float32Array): void {
    this.#pending = undefined;
    // In the cool-down the model recovers with what it will have.
    if (shareToGo(this.#finishedSteps / totalSteps, this.#options) === 0) return;
    const valuesOf = (name: string) => this.outputs.valuesOf(name, arena);
    const gradientOf = (name: string) => arena.view(arena.entry(name), gradients).data;
    this.#pending = sumProducts(this.#config, valuesOf, gradientOf);
  }

  /** After the update, with all values in the arena. */
  endStep({ arena, step, totalSteps }: TrainingState): void {
    const scores = this.#begun(this.#scores);
    if (this.#pending !== undefined) addScores(scores, this.#pending, (derivative) => -derivative);
    this.#pending = undefined;
    this.#finishedSteps = step + 1;
    this.#totalSteps = totalSteps;
    if (this.#isMasking) this.outputs.mask(arena, this.#kept());
  }

  /** Averages of parameters have what is masked, faded. @returns whether there was something */
  clear(arena: ParameterArena): boolean {
    return this.#isMasking && this.outputs.clear(arena, this.#kept());
  }

  plan({ isEarlyAllowed = false }: BlockPlanOptions): StructurePlan {
    if (this.#finishedSteps === 0)
      throw new ConfigError(`${NAME}: there is no plan before the first step: train first`);
    if (!isEarlyAllowed) this.#requireReached();
    const { heads, units } = this.#kept();
    const config = this.#config;
    const headsOf = (layer: number) =>
      (heads[layer] ?? []).map((index) => presentHeads(config, layer)[index] as number);
    return { layers: units.map((kept, layer) => ({ layer, heads: headsOf(layer), units: kept })) };
  }

  save(): PluginState {
    const json = { options: this.#options, finishedSteps: this.#finishedSteps, totalSteps: this.#totalSteps };
    const { arena } = this.#begun(this.#model);
    const tensors = new Map([...scoresToTensors(this.#begun(this.#scores)), ...this.outputs.toTensors(arena)]);
    return { json: json as unknown as NonNullable<PluginState['json']>, tensors };
  }

  load({ json, tensors = new Map<string, Tensor>() }: PluginState): void {
    const saved = json as unknown as SavedJson;
    requireSameOptions(saved?.options, this.#options);
    this.#scores = scoresFromTensors(NAME, tensors, this.#config);
    this.#finishedSteps = saved.finishedSteps;
    this.#totalSteps = saved.totalSteps;
    if (this.#isMasking) this.outputs.fromTensors(tensors, this.#begun(this.#model).arena);
  }

  /** The shares that stay now. */
  get #densities(): Record<'heads' | 'units', number> {
    const { headDensity, unitDensity } = this.#options;
    const progress = this.#finishedSteps / this.#totalSteps;
    const at = (final: number) => densityAt(progress, final, this.#options);
    return { heads: at(headDensity), units: at(unitDensity) };
  }

  /** In the warm-up nothing goes, and there is nothing to rank, to hide or to save. */
  get #isMasking(): boolean {
    const { heads, units } = this.#densities;
    return heads < 1 || units < 1;
  }

  #kept(): KeptUnits {
    const { scope, unitMultiple } = this.#options;
    const densities = this.#densities;
    const { heads, units } = this.#begun(this.#scores);
    return {
      heads: keepBestUnits(heads, { density: densities.heads, scope, multiple: 1 }),
      units: keepBestUnits(units, { density: densities.units, scope, multiple: unitMultiple }),
    };
  }

  /** A run that ended early has masks of the step where it ended, and not what was asked for. */
  #requireReached(): void {
    const { headDensity, unitDensity, cooldownRatio } = this.#options;
    const { heads, units } = this.#densities;
    if (heads <= headDensity && units <= unitDensity) return;
    const [finishedSteps, totalSteps] = [this.#finishedSteps, this.#totalSteps];
    const reachedAt = Math.ceil((1 - cooldownRatio) * totalSteps);
    throw new ConfigError(
      `${NAME}: ${finishedSteps} of ${totalSteps} steps are done, by which heads are down to a share of ${heads.toPrecision(3)} and units of ${units.toPrecision(3)}; ${headDensity} and ${unitDensity} are reached at step ${reachedAt}: go on from a checkpoint, or take what is left now, plan({ isEarlyAllowed: true })`,
      { finishedSteps, totalSteps, reachedAt, heads, units },
    );
  }

  get #config(): BertConfig {
    return this.#begun(this.#model).config;
  }

  #begun<T>(value: T | undefined): T {
    if (value !== undefined) return value;
    throw new ConfigError(`${NAME}: the plugin has no model yet: give it to a Trainer, or call ownParameters`);
  }
}
