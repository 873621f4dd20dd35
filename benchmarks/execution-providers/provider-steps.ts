import { mixedPrecision } from '@bertsmith/amp';
import { createOnnxRuntimeBackend, type ExecutionProvider } from '@bertsmith/backend-onnxruntime';
import type { TrainingPlugin } from '@bertsmith/train';
import type { Contender } from '../harness/benchmark.js';
import { createModel, type StepSizes } from '../training-step/bert-case.js';
import { createOurStep } from '../training-step/our-step.js';

/** What is measured on each provider. Dropout is 0 where nothing is said, as in `training-step`. */
export const STEP_PRECISIONS: Readonly<Record<ExecutionProvider, readonly string[]>> = {
  cpu: ['fp32', 'int8'],
  webgpu: ['fp32', 'fp16', 'fp32, dropout'],
  cuda: ['fp32', 'fp16', 'fp32, dropout'],
};

const PLUGINS: Readonly<Record<string, () => TrainingPlugin>> = {
  int8: () => mixedPrecision({ policy: 'int8' }),
  fp16: () => mixedPrecision({ policy: 'fp16', arithmetic: 'native' }),
};

/** Which provider, in what, with a model of what size. */
export interface ProviderCase {
  readonly provider: ExecutionProvider;
  readonly precision: string;
  readonly sizes: StepSizes;
  readonly threads: number;
}

/** A training step of ours on a provider. The optimizer runs on the CPU. */
export function prepareStep({ provider, precision, sizes, threads }: ProviderCase): Promise<Contender> {
  const backend = createOnnxRuntimeBackend({ executionProvider: provider });
  const plugin = PLUGINS[precision]?.();
  const dropout = precision.endsWith('dropout') ? 0.1 : 0;
  return createOurStep(createModel(sizes, dropout), sizes, threads, { backend, plugins: plugin ? [plugin] : [] });
}
