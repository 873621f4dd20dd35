/** Loss and predictions of a model on labelled rows. */
import { type BertModelWithHead, inferenceParameters } from '@bertsmith/bert-core';
import { collate, type EncodedExamples, planEvaluationBatches, rowLengths } from '@bertsmith/data';
import type { Backend, Executable, Graph } from '@bertsmith/graph';
import type { Tensor } from '@bertsmith/tensor';
import { checkExamples } from '../examples/check-examples.js';
import { labelledFeeds } from '../step/batch-feeds.js';
import { collectorFor } from './outcomes/collector-for.js';
import type { Outcome } from './outcomes/outcome-collector.js';

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
  /** The model is not trained on: its parameters are copied once. Default: those of a model that cannot be trained are. */
  readonly frozen?: boolean;
}

/** What an evaluation found. */
export interface EvaluationResult extends Outcome {
  /** The mean loss of what has a label: a row, or a token. */
  readonly loss: number;
  readonly seconds: number;
  /** Tokens that are no padding. */
  readonly realTokens: number;
}

/** A model compiled for evaluation; unless it is frozen, it sees the parameters as they are at each call. */
export class Evaluator {
  readonly #options: EvaluatorOptions;
  readonly #graph: Graph;
  readonly #executable: Executable;

  private constructor(options: EvaluatorOptions, graph: Graph, executable: Executable) {
    this.#options = options;
    this.#graph = graph;
    this.#executable = executable;
  }

  /** Compiles the model. @throws BackendError when the backend refuses the graph */
  static async create(options: EvaluatorOptions): Promise<Evaluator> {
    const { model, backend, threads, frozen = false } = options;
    const graph = model.buildEvaluationGraph();
    const executable = await backend.compile({
      graph,
      parameters: inferenceParameters(model),
      frozenParameters: frozen || model.inferenceParameters !== undefined,
      ...(threads !== undefined && { threads }),
    });
    return new Evaluator(options, graph, executable);
  }

  /**
   * Runs over all rows once.
   *
   * @throws InputError when there are no rows, or one does not fit the model
   */
  async evaluate(examples: EncodedExamples): Promise<EvaluationResult> {
    const { model, maxLength, batchSize = EVALUATION_BATCH_SIZE } = this.#options;
    checkExamples('evaluation', examples, { config: model.config, graph: this.#graph, maxLength });
    const collector = collectorFor(this.#graph, model.config.labels, examples);
    const started = performance.now();
    let [lossSum, weight, realTokens] = [0, 0, 0];
    for (const planned of planEvaluationBatches({ lengths: rowLengths(examples), batchSize, maxLength })) {
      const batch = collate(examples, planned);
      const outputs = await this.#executable.run(labelledFeeds(batch, this.#graph), { borrowOutputs: true });
      collector.add(outputs, batch);
      lossSum += ((outputs.get('loss') as Tensor<'float32'>).data[0] as number) * batch.lossWeight;
      weight += batch.lossWeight;
      realTokens += batch.realTokens;
    }
    const loss = lossSum / Math.max(1, weight);
    return { loss, ...collector.finish(loss), seconds: (performance.now() - started) / 1000, realTokens };
  }

  async dispose(): Promise<void> {
    await this.#executable.dispose();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.dispose();
  }
}
