import { createOnnxRuntimeBackend } from '@bertsmith/backend-onnxruntime';
import { type BertForSequenceClassification, type BertModelWithHead, inferenceParameters } from '@bertsmith/bert-core';
import { dynamicInt8, halfStorage, quantize } from '@bertsmith/quantize';
import { labelledFeeds } from '@bertsmith/train';
import type { Contender } from '../harness/benchmark.js';
import { createBatch, createModel } from '../training-step/bert-case.js';
import type { ProviderCase } from './provider-steps.js';

const SCHEMES = { int8: dynamicInt8, 'fp16 storage': () => halfStorage('float16') } as const;

/** What weights can be but float32. */
export const STORED_PRECISIONS = ['int8', 'fp16 storage'] as const;

type StoredPrecision = (typeof STORED_PRECISIONS)[number];

/** A batch through a classifier on a provider, loss and all. */
export async function prepareInference(
  given: ProviderCase & { readonly precision: StoredPrecision | 'fp32' },
): Promise<Contender> {
  const { provider, precision, sizes, threads } = given;
  const model = precision === 'fp32' ? createModel(sizes) : await quantized(createModel(sizes), precision);
  const graph = model.buildEvaluationGraph();
  const parameters = inferenceParameters(model);
  const backend = createOnnxRuntimeBackend({ executionProvider: provider });
  const executable = await backend.compile({ graph, parameters, frozenParameters: true, threads });
  const feeds = labelledFeeds(createBatch(sizes), graph);
  return {
    name: precision,
    run: async () => {
      const start = performance.now();
      await executable.run(feeds, { borrowOutputs: true });
      return performance.now() - start;
    },
    dispose: () => executable.dispose(),
  };
}

async function quantized(model: BertForSequenceClassification, precision: StoredPrecision): Promise<BertModelWithHead> {
  const backend = createOnnxRuntimeBackend();
  return (await quantize(model, { backend, scheme: SCHEMES[precision](), measure: false })).model;
}
