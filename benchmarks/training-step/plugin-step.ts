import { createOnnxRuntimeBackend } from '@bertsmith/backend-onnxruntime';
import type { BertForSequenceClassification } from '@bertsmith/bert-core';
import {
  AdamW,
  FlatKernels,
  GradientStep,
  globalGradientNorm,
  pluginFeeds,
  type TrainingPlugin,
  type TrainingState,
} from '@bertsmith/train';
import type { Contender } from '../harness/benchmark.js';
import { createBatch, type StepSizes } from './bert-case.js';

/** What a step is made of. */
export interface PluginStepOptions {
  readonly model: BertForSequenceClassification;
  readonly sizes: StepSizes;
  readonly threads: number;
  /** Steps of a measurement. */
  readonly steps: number;
  readonly plugins?: readonly TrainingPlugin[];
}

/** Milliseconds of a training step, the mean of several, with the hooks of plugins one after another as they are given, without vetoes and scaled losses. Their parameters are not trained. */
export async function createPluginStep(name: string, options: PluginStepOptions): Promise<Contender> {
  const { model, sizes, threads, steps, plugins = [] } = options;
  for (const plugin of plugins) plugin.ownParameters?.(model);
  const { arena } = model;
  const kernels = new FlatKernels(arena.heap, { threads });
  const compiled = await GradientStep.compile({
    model,
    backend: createOnnxRuntimeBackend(),
    kernels,
    threads,
    plugins,
  });
  const optimizer = new AdamW(arena, kernels, { weightDecay: 0.01 });
  const batch = createBatch(sizes);
  const before = { totalSteps: 1_000_000, epoch: 0, arena };
  let step = 0;
  const runStep = async () => {
    const feeds = await pluginFeeds(plugins, batch, { ...before, step });
    const { loss, gradients } = await compiled.run(batch, { seed: 0, step }, feeds);
    const state: TrainingState = { ...before, step, loss, kernels };
    for (const plugin of plugins) await plugin.transformGradients?.(gradients, state);
    const norm = await globalGradientNorm(gradients, kernels);
    const gradientScale = Math.min(1, 1 / (norm + 1e-6));
    const update = () => optimizer.step({ gradients, learningRate: 1e-5, gradientScale });
    const updates = plugins.reduceRight<() => Promise<void>>(
      (next, plugin) => async () => await (plugin.update?.(state, next) ?? next()),
      update,
    );
    await updates();
    for (const plugin of plugins) await plugin.afterUpdate?.(state);
    step++;
  };
  return {
    name,
    async run() {
      const start = performance.now();
      for (let count = 0; count < steps; count++) await runStep();
      return (performance.now() - start) / steps;
    },
    async dispose() {
      await compiled.dispose();
      await kernels.dispose();
    },
  };
}
