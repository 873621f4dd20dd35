/** The compiled half of a training step: from a batch to its loss and the gradients of all parameters. */
import { type BertModelWithHead, DROPOUT_KEY, namedParameters } from '@bertsmith/bert-core';
import type { Batch } from '@bertsmith/data';
import { type Backend, type Executable, type GradientGraph, stepKey } from '@bertsmith/graph';
import type { SharedHeap, Tensor } from '@bertsmith/tensor';
import type { FlatKernels } from '../flat-kernels/flat-kernels.js';
import type { Gradients, RowGradient } from '../optimizers/gradients.js';
import { RowGradientCollector, type RowGradientCollectorOptions } from '../optimizers/row-gradient-collector.js';
import { withPluginFeeds } from '../plugins/plugin-feeds.js';
import type { PluginFeeds, TrainingPlugin } from '../plugins/training-plugin.js';
import { labelledFeeds } from './batch-feeds.js';
import { firstNonFinite, type RunOfGraph } from './first-non-finite.js';
import { buildStepGraph } from './step-graph.js';

/** What {@link GradientStep.compile} is given. */
export interface GradientStepOptions {
  readonly model: BertModelWithHead;
  readonly backend: Backend;
  readonly kernels: FlatKernels;
  /** Whether batches are packed: several examples in a row. Default false. */
  readonly packing?: boolean;
  /** In the order in which their rewrites are applied. */
  readonly plugins?: readonly TrainingPlugin[];
  readonly threads?: number;
  /** Parameters that have gradients; those of others are 0. Default: all. */
  readonly trainable?: ReadonlySet<string>;
  /** Where gradients and buffers go: a heap in the memory of the arena's. Default: the arena's, for as long as it lives. */
  readonly heap?: SharedHeap;
}

/** What one batch gave. The gradients are valid until the next run, which writes to the same memory. */
export interface GradientStepResult {
  readonly loss: number;
  readonly gradients: Gradients;
}

interface RowOutput {
  readonly indices: string;
  readonly values: string;
  readonly collector: RowGradientCollector;
}

/** What is compiled. */
type CompiledStep = Omit<RunOfGraph, 'feeds'>;

/** Says which elements are dropped: the run's seed and the step's number. */
export interface DropoutKey {
  readonly seed: number;
  readonly step: number;
}

/** See the top of the file. */
export class GradientStep {
  readonly #compiled: CompiledStep;
  readonly #executable: Executable;
  readonly #dense: Float32Array;
  readonly #rows: readonly RowOutput[];

  private constructor(compiled: CompiledStep, executable: Executable, dense: Float32Array, rows: readonly RowOutput[]) {
    this.#compiled = compiled;
    this.#executable = executable;
    this.#dense = dense;
    this.#rows = rows;
  }

  /**
   * Builds, differentiates, rewrites and compiles the step of a model.
   *
   * @throws ConfigError when it should learn from packed rows, and its head cannot
   */
  static async compile(options: GradientStepOptions): Promise<GradientStep> {
    const { model, backend, kernels, threads } = options;
    const { arena } = model;
    const { heap = arena.heap } = options;
    const step = buildStepGraph(options);
    const dense = arena.allocateLike('dense', heap);
    const place = { arena, heap, kernels, backend };
    const copies = (options.plugins ?? []).flatMap((plugin) => [...(plugin.workingCopies?.(place) ?? [])]);
    const parameters = new Map<string, Tensor>([...namedParameters(arena), ...copies]);
    const compiled = { graph: step.graph, parameters, ...(threads !== undefined && { threads }) };
    const executable = await backend.compile({ ...compiled, outputs: denseOutputs(model, step, dense), heap });
    const rows = rowOutputs(step, model, { kernels, heap });
    return new GradientStep({ ...compiled, backend }, executable, dense, rows);
  }

  /**
   * The loss of a batch and its gradients.
   *
   * @throws InputError when the batch is packed and the step is not for that, or the other way round
   * @throws ConfigError when a plugin feeds an input of the batch's name
   * @param key which elements are dropped
   * @param further what `pluginFeeds` gives for the batch. Default: nothing, which is right for plugins without `feeds`
   */
  async run(batch: Batch, key: DropoutKey, further: PluginFeeds = {}): Promise<GradientStepResult> {
    const feeds = this.#feedsOf(batch, key, further);
    const outputs = await this.#executable.run(feeds, { borrowOutputs: true });
    const rows: RowGradient[] = [];
    for (const { indices, values, collector } of this.#rows) {
      const tokens = outputs.get(indices) as Tensor<'int32'>;
      rows.push(await collector.collect(tokens.data, (outputs.get(values) as Tensor<'float32'>).data));
    }
    const loss = (outputs.get('loss') as Tensor<'float32'>).data[0] as number;
    return { loss, gradients: { dense: this.#dense, rows } };
  }

  /**
   * Computes a batch once more and describes the first value of the step that is not finite, in the order of computation; undefined when all are.
   * Compiles a graph for it, so it is for messages.
   */
  async findNonFinite(batch: Batch, key: DropoutKey, further: PluginFeeds = {}): Promise<string | undefined> {
    return await firstNonFinite({ ...this.#compiled, feeds: this.#feedsOf(batch, key, further) });
  }

  #feedsOf(batch: Batch, { seed, step }: DropoutKey, further: PluginFeeds): Record<string, Tensor> {
    const { graph } = this.#compiled;
    const feeds = withPluginFeeds(labelledFeeds(batch, graph), further);
    if (!graph.inputs.has(DROPOUT_KEY)) return feeds;
    return { ...feeds, [DROPOUT_KEY]: { dtype: 'uint32', shape: [2], data: stepKey(seed, step) } };
  }

  async dispose(): Promise<void> {
    await this.#executable.dispose();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.dispose();
  }
}

function denseOutputs({ arena }: BertModelWithHead, step: GradientGraph, dense: Float32Array): Map<string, Tensor> {
  const outputs = new Map<string, Tensor>();
  for (const [name, each] of step.gradients) {
    if (each.kind === 'dense') outputs.set(each.gradient, arena.view(arena.entry(name), dense));
  }
  return outputs;
}

function rowOutputs(
  step: GradientGraph,
  { arena }: BertModelWithHead,
  place: Pick<RowGradientCollectorOptions, 'kernels' | 'heap'>,
): RowOutput[] {
  const outputs: RowOutput[] = [];
  for (const [name, each] of step.gradients) {
    if (each.kind === 'dense') continue;
    const width = arena.entry(name).specification.shape[1] as number;
    const { indices, values } = each;
    outputs.push({ indices, values, collector: new RowGradientCollector({ name, width, ...place }) });
  }
  return outputs;
}
