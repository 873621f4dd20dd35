/**
 * Block pruning during fine-tuning: heads and feed-forward units are switched off one after another, by what training itself thinks of them,
 * while the rest learns to do without; then they are cut out for good.
 *
 * F. Lagunas, E. Charlaix, V. Sanh, A. Rush, "Block pruning for faster transformers", EMNLP 2021 (nn_pruning), with the scores of movement
 * pruning (V. Sanh, T. Wolf, A. Rush, NeurIPS 2020). There blocks are rectangles of matrices, and only those that happen to empty a row,
 * a column or a head make a model faster; the variant that performs best, and is here, has blocks that are heads and units from the start.
 */
import type { BertConfig, BertModelWithHead } from '@bertsmith/bert-core';
import { ConfigError, type ParameterArena, type Tensor } from '@bertsmith/tensor';
import type { PluginState, TrainingPlugin, TrainingState } from '@bertsmith/train';
import { sumProducts } from '../importance/output-matrices.js';
import { scoresFromTensors, scoresToTensors } from '../importance/score-tensors.js';
import { addScores, emptyScores, type UnitScores } from '../importance/unit-scores.js';
import { presentHeads } from '../surgery/present-heads.js';
import type { StructurePlan } from '../surgery/structure-plan.js';
import { checkDensitySchedule, type DensitySchedule, densityAt } from './density-schedule.js';
import { keepBestUnits } from './keep-best-units.js';
import { type KeptUnits, MaskedOutputs } from './masked-outputs.js';

/** How {@link blockPruning} prunes. */
export interface BlockPruningOptions extends DensitySchedule {
  /** The share of all heads that is left at the end, above 0 to 1. Default 1. */
  readonly headDensity?: number;
  /** The share of all feed-forward units that is left at the end, above 0 to 1. Default 1. */
  readonly unitDensity?: number;
  /** Whether all layers compete with one another, or the same share stays in each. Default `global`. */
  readonly scope?: 'global' | 'layer';
  /** Units of a layer stay in multiples of this, which kernels like, and at least as many. Default 32. */
  readonly unitMultiple?: number;
}

/** What {@link blockPruning} makes. */
export interface BlockPruning extends TrainingPlugin {
  /**
   * What is left, for `applyStructure`.
   *
   * @throws ConfigError before the first step
   */
  plan(): StructurePlan;
}

interface SavedJson {
  readonly options: Required<BlockPruningOptions>;
  readonly finishedSteps: number;
  readonly totalSteps: number;
}

const NAME = 'block-pruning';

/**
 * A training plugin with a score for each head and each feed-forward unit, which moves by `-sum w * dL/dw` over its columns of the output
 * matrices. After every step those with the highest scores stay, as many as the schedule says; the columns of the others are 0 in the next
 * pass, but go on being trained behind it (straight-through), so that one may come back. At least one head and `unitMultiple` units stay in a
 * layer. What is evaluated and saved during the run is the masked model.
 *
 * The scores are sums over steps, without a learning rate of their own: only their order counts. In nn_pruning an optimizer moves them.
 *
 * Not together with `keepBest`, which would bring back what was still there at its best step, nor with an `averageDecay`, in whose averages
 * what is masked only fades. One object serves one run.
 *
 * @throws ConfigError when an option is out of range
 * @example
 * const blocks = blockPruning({ headDensity: 0.5, unitDensity: 0.25 });
 * const { model } = await new Trainer({ ...options, plugins: [blocks] }).train();
 * const smaller = applyStructure(model, blocks.plan());
 */
export function blockPruning(options: BlockPruningOptions = {}): BlockPruning {
  const complete = {
    headDensity: 1,
    unitDensity: 1,
    warmupRatio: 0.1,
    cooldownRatio: 0.3,
    scope: 'global',
    unitMultiple: 32,
    ...options,
  } as const;
  checkOptions(complete);
  const run = new BlockPruningRun(complete);
  return {
    specificationVersion: 'v1',
    name: NAME,
    order: { excludes: ['keep-best'] },
    prepareModel: (model) => run.begin(model),
    transformGradients({ dense }, { arena }) {
      run.look(arena, dense);
      return 'proceed';
    },
    async update({ arena }, next) {
      run.outputs.reveal(arena);
      await next();
    },
    afterUpdate: (state) => run.endStep(state),
    plan: () => run.plan(),
    stateDict: () => run.save(),
    loadStateDict: (state) => run.load(state),
  };
}

/** What is known in a run. */
class BlockPruningRun {
  readonly #options: Required<BlockPruningOptions>;
  #model: BertModelWithHead | undefined;
  #outputs: MaskedOutputs | undefined;
  #scores: UnitScores | undefined;
  /** Derivatives of a step that may still be vetoed. */
  #pending: UnitScores | undefined;
  #finishedSteps = 0;
  #totalSteps = 1;

  constructor(options: Required<BlockPruningOptions>) {
    this.#options = options;
  }

  get outputs(): MaskedOutputs {
    return this.#begun(this.#outputs);
  }

  begin(model: BertModelWithHead): BertModelWithHead {
    this.#model = model;
    this.#outputs = new MaskedOutputs(model.config);
    this.#scores = emptyScores(model.config);
    return model;
  }

  /** Before the update. @param gradients in the layout of the arena */
  look(arena: ParameterArena, gradients: Float32Array): void {
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
    this.outputs.mask(arena, this.#kept());
  }

  plan(): StructurePlan {
    if (this.#finishedSteps === 0)
      throw new ConfigError(`${NAME}: there is no plan before the first step: train first`);
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
    // Before the first step nothing is masked.
    if (saved.finishedSteps > 0) this.outputs.fromTensors(tensors, this.#begun(this.#model).arena);
    this.#finishedSteps = saved.finishedSteps;
    this.#totalSteps = saved.totalSteps;
  }

  #kept(): KeptUnits {
    const { headDensity, unitDensity, scope, unitMultiple } = this.#options;
    const progress = this.#finishedSteps / this.#totalSteps;
    const density = (final: number) => densityAt(progress, final, this.#options);
    const { heads, units } = this.#begun(this.#scores);
    return {
      heads: keepBestUnits(heads, { density: density(headDensity), scope, multiple: 1 }),
      units: keepBestUnits(units, { density: density(unitDensity), scope, multiple: unitMultiple }),
    };
  }

  get #config(): BertConfig {
    return this.#begun(this.#model).config;
  }

  #begun<T>(value: T | undefined): T {
    if (value !== undefined) return value;
    throw new ConfigError(`${NAME}: the plugin has no model yet: give it to a Trainer, or call prepareModel`);
  }
}

function checkOptions(options: Required<BlockPruningOptions>): void {
  for (const name of ['headDensity', 'unitDensity'] as const) {
    if (options[name] > 0 && options[name] <= 1) continue;
    const message = `block pruning: ${name} is ${options[name]}, expected a share above 0 and at most 1`;
    throw new ConfigError(message, { [name]: options[name] });
  }
  checkDensitySchedule(options);
  const { unitMultiple, scope } = options;
  if (!Number.isInteger(unitMultiple) || unitMultiple < 1) {
    const message = `block pruning: unitMultiple is ${unitMultiple}, expected a whole number from 1`;
    throw new ConfigError(message, { unitMultiple });
  }
  if (scope === 'global' || scope === 'layer') return;
  throw new ConfigError(`block pruning: scope is '${scope}', expected 'global' or 'layer'`, { scope });
}

function requireSameOptions(
  saved: Required<BlockPruningOptions> | undefined,
  own: Required<BlockPruningOptions>,
): void {
  for (const name of Object.keys(own) as (keyof BlockPruningOptions)[]) {
    if (saved?.[name] === own[name]) continue;
    const message = `${NAME}: the checkpoint was made with ${name} ${saved?.[name]}, this run has ${own[name]}: resume with the same`;
    throw new ConfigError(message, { name, expected: saved?.[name], actual: own[name] });
  }
}
