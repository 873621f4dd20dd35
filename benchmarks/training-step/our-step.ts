import { createOnnxRuntimeBackend } from '@bertsmith/backend-onnxruntime';
import type { BertForSequenceClassification } from '@bertsmith/bert-core';
import type { Backend } from '@bertsmith/graph';
import {
  AdamW,
  FlatKernels,
  GradientStep,
  globalGradientNorm,
  pluginFeeds,
  type TrainingPlugin,
  transformGradients,
} from '@bertsmith/train';
import type { Contender } from '../harness/benchmark.js';
import { createBatch, type StepSizes } from './bert-case.js';

/** What may differ from step to step. */
export interface OurStepOptions {
  readonly plugins?: readonly TrainingPlugin[];
  readonly backend?: Backend;
  /** Told, after each step, how long its parts took, in milliseconds. */
  readonly onParts?: (parts: StepParts) => void;
}

/** The parts of a step, one after another. */
export interface StepParts {
  /** Forward and backward, with what is between the caller and the runtime. */
  readonly graphMs: number;
  readonly normMs: number;
  readonly optimizerMs: number;
}

/** One training step of ours: forward, backward, gradient norm, AdamW, with what plugins feed and do around them, one after another as they are given; their parameters are not trained. */
export async function createOurStep(
  model: BertForSequenceClassification,
  sizes: StepSizes,
  threads: number,
  { plugins = [], backend = createOnnxRuntimeBackend(), onParts }: OurStepOptions = {},
): Promise<Contender> {
  for (const plugin of plugins) plugin.ownParameters?.(model);
  const kernels = new FlatKernels(model.arena.heap, { threads });
  const step = await GradientStep.compile({ model, backend, kernels, plugins, threads });
  const optimizer = new AdamW(model.arena, kernels, { weightDecay: 0.01 });
  const batch = createBatch(sizes);
  const before = { totalSteps: 1_000_000, epoch: 0, arena: model.arena, loss: 0, kernels };
  let count = 0;
  return {
    name: 'ours',
    run: async () => {
      const start = performance.now();
      const state = { ...before, step: count++ };
      const { gradients } = await step.run(batch, { seed: 0, step: 0 }, await pluginFeeds(plugins, batch, state));
      await transformGradients(plugins, gradients, state);
      const computed = performance.now();
      const norm = await globalGradientNorm(gradients, kernels);
      const normed = performance.now();
      const gradientScale = Math.min(1, 1 / (norm + 1e-6));
      const update = plugins.reduceRight<() => Promise<void>>(
        (next, plugin) => async () => await (plugin.update?.(state, next) ?? next()),
        () => optimizer.step({ gradients, learningRate: 1e-5, gradientScale }),
      );
      await update();
      for (const plugin of plugins) await plugin.afterUpdate?.(state);
      const end = performance.now();
      onParts?.({ graphMs: computed - start, normMs: normed - computed, optimizerMs: end - normed });
      return end - start;
    },
    dispose: async () => {
      await step.dispose();
      await kernels.dispose();
    },
  };
}
