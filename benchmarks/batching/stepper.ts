import { createOnnxRuntimeBackend } from '@bertsmith/backend-onnxruntime';
import type { BertModelWithHead } from '@bertsmith/bert-core';
import type { Batch } from '@bertsmith/data';
import { AdamW, FlatKernels, GradientStep, globalGradientNorm } from '@bertsmith/train';

/** Training steps of a model, as `Trainer` makes them, on packed batches and others. */
export interface Stepper {
  run(batch: Batch): Promise<void>;
  dispose(): Promise<void>;
}

/** Compiles a model for both kinds of batches. */
export async function createStepper(model: BertModelWithHead, threads: number): Promise<Stepper> {
  const kernels = new FlatKernels(model.arena.heap, { threads });
  const options = { model, backend: createOnnxRuntimeBackend(), kernels, threads };
  const packed = await GradientStep.compile({ ...options, packing: true });
  const plain = await GradientStep.compile(options);
  const optimizer = new AdamW(model.arena, kernels, { weightDecay: 0.01 });
  let number = 0;
  return {
    async run(batch) {
      const step = batch.packed === undefined ? plain : packed;
      const { gradients } = await step.run(batch, { seed: 0, step: number++ });
      const norm = await globalGradientNorm(gradients, kernels);
      await optimizer.step({ gradients, learningRate: 1e-5, gradientScale: Math.min(1, 1 / (norm + 1e-6)) });
    },
    async dispose() {
      await packed.dispose();
      await plain.dispose();
      await kernels.dispose();
    },
  };
}
