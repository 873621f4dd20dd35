import { createOnnxRuntimeBackend } from '@bertsmith/backend-onnxruntime';
import type { BertForSequenceClassification } from '@bertsmith/bert-core';
import {
  AdamW,
  FlatKernels,
  GradientStep,
  globalGradientNorm,
  type TrainingPlugin,
  type TrainingState,
} from '@bertsmith/train';
import type { Contender } from '../harness/benchmark.js';
import { createBatch, type StepSizes } from '../training-step/bert-case.js';

/** Steps of a measurement: as many as from one mask to the next, so that each has made one. */
const STEPS = 10;

/** What a step is made of. */
export interface PrunedStepOptions {
  readonly model: BertForSequenceClassification;
  readonly sizes: StepSizes;
  readonly threads: number;
  readonly plugin?: TrainingPlugin;
}

/** Milliseconds of a training step, the mean of ten, with the hooks of a plugin in the trainer's order. */
export async function createPrunedStep(name: string, options: PrunedStepOptions): Promise<Contender> {
  const { model, sizes, threads, plugin } = options;
  plugin?.ownParameters?.(model);
  const { arena } = model;
  const kernels = new FlatKernels(arena.heap, { threads });
  const compiled = await GradientStep.compile({ model, backend: createOnnxRuntimeBackend(), kernels, threads });
  const optimizer = new AdamW(arena, kernels, { weightDecay: 0.01 });
  const batch = createBatch(sizes);
  let step = 0;
  const runStep = async () => {
    const { loss, gradients } = await compiled.run(batch, { seed: 0, step });
    const state: TrainingState = { step, totalSteps: 1_000_000, epoch: 0, arena, loss, kernels };
    await plugin?.transformGradients?.(gradients, state);
    const norm = await globalGradientNorm(gradients, kernels);
    const gradientScale = Math.min(1, 1 / (norm + 1e-6));
    const next = () => optimizer.step({ gradients, learningRate: 1e-5, gradientScale });
    await (plugin?.update?.(state, next) ?? next());
    await plugin?.afterUpdate?.(state);
    step++;
  };
  return {
    name,
    async run() {
      const start = performance.now();
      for (let count = 0; count < STEPS; count++) await runStep();
      return (performance.now() - start) / STEPS;
    },
    async dispose() {
      await compiled.dispose();
      await kernels.dispose();
    },
  };
}
