import { createOnnxRuntimeBackend } from '@bertsmith/backend-onnxruntime';
import type { BertForSequenceClassification } from '@bertsmith/bert-core';
import { AdamW, FlatKernels, GradientStep, globalGradientNorm, type TrainingPlugin } from '@bertsmith/train';
import type { Contender } from '../harness/benchmark.js';
import { createBatch, type StepSizes } from './bert-case.js';

/** One training step of ours: forward, backward, gradient norm, AdamW. */
export async function createOurStep(
  model: BertForSequenceClassification,
  sizes: StepSizes,
  threads: number,
  plugins: readonly TrainingPlugin[] = [],
): Promise<Contender> {
  const kernels = new FlatKernels(model.arena.heap, { threads });
  const step = await GradientStep.compile({ model, backend: createOnnxRuntimeBackend(), kernels, plugins, threads });
  const optimizer = new AdamW(model.arena, kernels, { weightDecay: 0.01 });
  const batch = createBatch(sizes);
  return {
    name: 'ours',
    run: async () => {
      const start = performance.now();
      const { gradients } = await step.run(batch, { seed: 0, step: 0 });
      const norm = await globalGradientNorm(gradients, kernels);
      await optimizer.step({ gradients, learningRate: 1e-5, gradientScale: Math.min(1, 1 / (norm + 1e-6)) });
      return performance.now() - start;
    },
    dispose: async () => {
      await step.dispose();
      await kernels.dispose();
    },
  };
}
