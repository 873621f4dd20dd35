import type { BertModelWithHead } from '@bertsmith/bert-core';
import type { Batch } from '@bertsmith/data';
import type { Backend } from '@bertsmith/graph';
import { borrowWorkspace, FlatKernels, GradientStep, type Gradients } from '@bertsmith/train';

/** Data to score with. */
export interface ScoringData {
  readonly backend: Backend;
  /** Labelled batches, not packed: those of `exampleBatches(examples, { batchSize, maxLength, seed }).batches(0)`. */
  readonly batches: Iterable<Batch> | AsyncIterable<Batch>;
  /** Default: 2, or as many as there are cores. */
  readonly threads?: number;
}

/**
 * The gradients of a model's loss, without dropout, batch after batch. No parameter is changed.
 *
 * Each is valid until the next is asked for. What they need is freed when the loop over them ends, however it does.
 */
export async function* gradientBatches(
  model: BertModelWithHead,
  { backend, batches, threads }: ScoringData,
): AsyncGenerator<Gradients> {
  const withThreads = threads === undefined ? {} : { threads };
  // First, so that it is given back last, when nobody works on it any more.
  using workspace = borrowWorkspace(model.arena.heap);
  const { heap } = workspace;
  using kernels = new FlatKernels(model.arena.heap, withThreads);
  await using step = await GradientStep.compile({
    model: withoutDropout(model),
    backend,
    kernels,
    heap,
    ...withThreads,
  });
  for await (const batch of batches) {
    const { gradients } = await step.run(batch, { seed: 0, step: 0 });
    yield gradients;
  }
}

/** The same model, whose training graph is that of its evaluation. */
function withoutDropout(model: BertModelWithHead): BertModelWithHead {
  return {
    architecture: model.architecture,
    config: model.config,
    arena: model.arena,
    buildInferenceGraph: (options) => model.buildInferenceGraph(options),
    buildTrainingGraph: (options) => model.buildEvaluationGraph(options),
    buildEvaluationGraph: (options) => model.buildEvaluationGraph(options),
  };
}
