import { type BertInferenceModel, namedParameters } from '@bertsmith/bert-core';
import type { Backend, Graph } from '@bertsmith/graph';
import { medianTimes } from '@bertsmith/metrics';
import { ConfigError, resolveShape, type Tensor, zeros } from '@bertsmith/tensor';
import type { BatchSizes } from './structure-costs.js';

/** Says how long models take. Whoever plans for another machine than this brings their own. */
export interface LatencyMeter {
  /** Milliseconds of one run of each model's inference graph, at the sizes that the meter is for. */
  measure(models: readonly BertInferenceModel[]): Promise<readonly number[]>;
}

/** How {@link createLatencyMeter} measures. */
export interface LatencyMeterOptions extends BatchSizes {
  readonly backend: Backend;
  /** Measured runs of each model. Default 15. */
  readonly repetitions?: number;
  /** Runs before, not measured. Default 3. */
  readonly warmup?: number;
  /** Default: the backend's. */
  readonly threads?: number;
}

/**
 * Measures on this machine: the median of some runs of a full batch. Models that are measured together take turns, so that what else the
 * machine does strikes them alike.
 */
export function createLatencyMeter(options: LatencyMeterOptions): LatencyMeter {
  const { backend, repetitions = 15, warmup = 3, threads } = options;
  const compile = async (model: BertInferenceModel) => {
    const graph = model.buildInferenceGraph();
    const parameters = namedParameters(model.arena);
    const compiled = { graph, parameters, ...(threads !== undefined && { threads }) };
    return { executable: await backend.compile(compiled), feeds: fullBatch(graph, options) };
  };
  return {
    async measure(models) {
      const subjects: Awaited<ReturnType<typeof compile>>[] = [];
      try {
        for (const model of models) subjects.push(await compile(model));
        const tasks = subjects.map(
          ({ executable, feeds }) =>
            () =>
              executable.run(feeds, { borrowOutputs: true }),
        );
        return await medianTimes(tasks, { repetitions, warmup });
      } finally {
        for (const { executable } of subjects) await executable.dispose();
      }
    },
  };
}

/** @throws ConfigError when a meter does not give a time for each model */
export async function measureModels(
  meter: LatencyMeter,
  models: readonly BertInferenceModel[],
): Promise<readonly number[]> {
  const times = await meter.measure(models);
  if (times.length === models.length && times.every((time) => Number.isFinite(time) && time > 0)) return times;
  const message = `measuring latency: expected ${models.length} times above 0 ms, the meter gave ${times.join(', ') || 'none'}`;
  throw new ConfigError(message, { expected: models.length, actual: times });
}

/** Every token is there, and all are the same word: no arithmetic hangs on which. */
function fullBatch(graph: Graph, { batchSize, sequenceLength }: BatchSizes): Record<string, Tensor> {
  const sizes = { batch: batchSize, sequence: sequenceLength, features: 1 };
  const feeds = Array.from(graph.inputs, ([name, { dtype, shape }]) => {
    const fed = zeros(dtype, resolveShape(shape, sizes)) as Tensor;
    if (name === 'attention_mask') (fed.data as Int32Array).fill(1);
    return [name, fed];
  });
  return Object.fromEntries(feeds);
}
