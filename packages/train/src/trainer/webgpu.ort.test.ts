import { createOnnxRuntimeBackend } from '@bertsmith/backend-onnxruntime';
import { expect, it } from 'vitest';
import { trainDominantClass } from '../../test/train-dominant-class.js';

const options = { skip: process.env.VK_DRIVER_FILES === undefined, timeout: 120_000 };

it('trains on WebGPU as on the CPU (skipped without a Vulkan driver: VK_DRIVER_FILES)', options, async () => {
  const backend = createOnnxRuntimeBackend({ executionProvider: 'webgpu' });
  const [onCpu, onGpu] = [
    await trainDominantClass({ maxSteps: 4 }),
    await trainDominantClass({ maxSteps: 4, backend }),
  ];
  expect(onGpu.steps).toHaveLength(4);
  for (const [index, { loss, gradientNorm }] of onGpu.steps.entries()) {
    expect(loss).toBeCloseTo(onCpu.steps[index]?.loss as number, 5);
    expect(gradientNorm).toBeCloseTo(onCpu.steps[index]?.gradientNorm as number, 4);
  }
  expect(onGpu.result.evaluation.loss).toBeCloseTo(onCpu.result.evaluation.loss, 5);
});
