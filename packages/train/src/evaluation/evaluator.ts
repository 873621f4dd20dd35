/** Loss and predictions of a model on labelled rows. */
import { type BertModelWithHead, namedParameters } from '@bertsmith/bert-core';
import { collate, type EncodedExamples, planEvaluationBatches, rowLengths } from '@bertsmith/data';
import type { Backend, Executable } from '@bertsmith/graph';
import { CLASSIFICATION_METRICS, computeMetrics } from '@bertsmith/metrics';
import { indexOfLargest, type Tensor } from '@bertsmith/tensor';
import { checkExamples } from '../examples/check-examples.js';
import { labelledFeeds } from '../step/batch-feeds.js';

/** As in training, where the runtime has made room for such batches already. */
const EVALUATION_BATCH_SIZE = 32;

/** What {@link Evaluator.create} is given. */
export interface EvaluatorOptions {
  readonly model: BertModelWithHead;
  readonly backend: Backend;
  /** The longest sequence, in tokens. */
  readonly maxLength: number;
  /** Default 32. */
  readonly batchSize?: number;
  /** Default: the backend's. */
  readonly threads?: number;
}

/** What an evaluation found. */
export interface EvaluationResult {
  /** The mean loss of a row. */
  readonly loss: number;
  /** Every metric of the task's kind, by name. */
  readonly metrics: Readonly<Record<string, number>>;
  /** int32 `[rows]`: the class with the highest logit. */
  readonly predictions: Int32Array;
  readonly examples: number;
  readonly seconds: number;
  /** Tokens that are no padding. */
  readonly realTokens: number;
}

/** A model compiled for evaluation; it sees the parameters as they are at each call. */
export class Evaluator {
  readonly #options: EvaluatorOptions;
  readonly #executable: Executable;

  private constructor(options: EvaluatorOptions, executable: Executable) {
    this.#options = options;
    this.#executable = executable;
  }

  /** Compiles the model. @throws BackendError when the backend refuses the graph */
  static async create(options: EvaluatorOptions): Promise<Evaluator> {
    const { model, backend, threads } = options;
    const executable = await backend.compile({
      graph: model.buildEvaluationGraph(),
      parameters: namedParameters(model.arena),
      ...(threads !== undefined && { threads }),
    });
    return new Evaluator(options, executable);
  }

  /**
   * Runs over all rows once.
   *
   * @throws InputError when there are no rows, or one does not fit the model
   */
  async evaluate(examples: EncodedExamples): Promise<EvaluationResult> {
    const { model, maxLength, batchSize = EVALUATION_BATCH_SIZE } = this.#options;
    checkExamples('evaluation', examples, { config: model.config, maxLength });
    const rows = examples.labels.length;
    const predictions = new Int32Array(rows);
    const started = performance.now();
    let [lossSum, realTokens] = [0, 0];
    for (const planned of planEvaluationBatches({ lengths: rowLengths(examples), batchSize, maxLength })) {
      const batch = collate(examples, planned);
      const outputs = await this.#executable.run(labelledFeeds(batch), { borrowOutputs: true });
      lossSum += ((outputs.get('loss') as Tensor<'float32'>).data[0] as number) * batch.rowNumbers.length;
      realTokens += batch.realTokens;
      storePredictions(outputs.get('logits') as Tensor<'float32'>, batch.rowNumbers, predictions);
    }
    const outcome = { predictions, labels: examples.labels, numLabels: model.config.labels.length };
    const metrics = computeMetrics(outcome, CLASSIFICATION_METRICS);
    const seconds = (performance.now() - started) / 1000;
    return { loss: lossSum / rows, metrics, predictions, examples: rows, seconds, realTokens };
  }

  async dispose(): Promise<void> {
    await this.#executable.dispose();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.dispose();
  }
}

function storePredictions({ data, shape }: Tensor<'float32'>, rowNumbers: Int32Array, predictions: Int32Array): void {
  const classes = shape[1] as number;
  for (const [position, row] of rowNumbers.entries()) {
    predictions[row] = indexOfLargest(data.subarray(position * classes, (position + 1) * classes));
  }
}
