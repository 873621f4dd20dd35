/**
 * A model with parameters of plugins beside its own, for as long as it is trained.
 *
 * An optimizer, averages and gradients go over one arena. So a run with such parameters has an arena of its own, on a heap of its own, which begins as
 * a copy of the model's; what was learned is copied back whenever somebody looks at the model: after evaluations, for checkpoints, and at the end.
 */
import { type BertModelWithHead, initializeParameters, type LossGraphOptions } from '@bertsmith/bert-core';
import { ConfigError, ParameterArena, type ParameterSpecification, type Tensor } from '@bertsmith/tensor';
import type { TrainingPlugin } from './training-plugin.js';

/** See the top of the file. */
export class ExtendedModel implements BertModelWithHead {
  readonly architecture: string;
  readonly config: BertModelWithHead['config'];
  readonly arena: ParameterArena;
  readonly #plain: BertModelWithHead;
  readonly #own: readonly string[];

  /** @param seed for fresh parameters. @throws ConfigError when one of the parameters has the name of another */
  constructor(plain: BertModelWithHead, own: readonly ParameterSpecification[], seed: number) {
    const ofModel = plain.arena.entries.map(({ specification }) => specification);
    this.architecture = plain.architecture;
    this.config = plain.config;
    this.#plain = plain;
    this.#own = own.map(({ name }) => name);
    this.arena = new ParameterArena([...ofModel, ...own]);
    initializeParameters(this.arena, seed, (name) => this.#own.includes(name));
    this.takeModel();
  }

  buildInferenceGraph(options?: Parameters<BertModelWithHead['buildInferenceGraph']>[0]) {
    return this.#plain.buildInferenceGraph(options);
  }

  buildTrainingGraph(options?: LossGraphOptions) {
    return this.#plain.buildTrainingGraph(options);
  }

  buildEvaluationGraph(options?: LossGraphOptions) {
    return this.#plain.buildEvaluationGraph(options);
  }

  /** Gives the model what was learned. */
  giveBack(): void {
    for (const [from, to] of this.#shared()) to.data.set(from.data);
  }

  /** Takes the model's parameters, as they are now. */
  takeModel(): void {
    for (const [to, from] of this.#shared()) to.data.set(from.data);
  }

  /** The parameters that the model does not have, by name. */
  ownTensors(): Map<string, Tensor<'float32'>> {
    return new Map(this.#own.map((name) => [name, this.arena.get(name)]));
  }

  /** Takes up what {@link ownTensors} gave. @throws ConfigError when one is not there, or of another shape */
  loadOwnTensors(tensors: ReadonlyMap<string, Tensor>, path: string): void {
    for (const [name, { shape, data }] of this.ownTensors()) {
      const saved = tensors.get(name);
      if (saved?.dtype === 'float32' && saved.shape.join() === shape.join()) {
        data.set(saved.data as Float32Array);
        continue;
      }
      const found = saved === undefined ? 'it has none' : `it has ${saved.dtype}[${saved.shape.join(', ')}]`;
      throw new ConfigError(
        `cannot resume from '${path}': a plugin has the parameter '${name}', float32[${shape.join(', ')}], ${found}; resume with the plugins that were there, or start afresh`,
        { path, name, expected: shape, actual: saved?.shape },
      );
    }
  }

  *#shared(): Generator<readonly [own: Tensor<'float32'>, plain: Tensor<'float32'>]> {
    for (const { specification } of this.#plain.arena.entries) {
      yield [this.arena.get(specification.name), this.#plain.arena.get(specification.name)];
    }
  }
}

/**
 * The model with the parameters of the plugins; undefined when they have none.
 *
 * @param seed for fresh parameters
 */
export function extendModel(
  model: BertModelWithHead,
  plugins: readonly TrainingPlugin[],
  seed: number,
): ExtendedModel | undefined {
  const own = plugins.flatMap((plugin) => plugin.ownParameters?.(model) ?? []);
  return own.length === 0 ? undefined : new ExtendedModel(model, own, seed);
}
