import { createGraph, type Graph, input, type Value } from '@bertsmith/graph';
import { ConfigError, ParameterArena } from '@bertsmith/tensor';
import type { BertConfig } from '../config/bert-config.js';
import { checkBertConfig } from '../config/bert-config-json.js';
import { crossEntropy } from '../layers/cross-entropy.js';
import { firstTokenEncoder } from '../layers/encoder.js';
import { encoderInputs } from '../layers/encoder-inputs.js';
import { createLayerContext } from '../layers/layer-context.js';
import { linear } from '../layers/linear.js';
import { pooler } from '../layers/pooler.js';
import { bertParameters, classifierParameters } from '../parameters/bert-parameters.js';
import { initializeParameters } from '../parameters/initialize-parameters.js';
import type { BertModelWithHead } from './bert-model.js';

/**
 * A BERT with a linear classifier on the pooled first token: one label for a text or a pair of texts.
 *
 * @example
 * const model = BertForSequenceClassification.initialize(presetConfig('tiny', { labels: ['no', 'yes'] }), { seed: 1 });
 */
export class BertForSequenceClassification implements BertModelWithHead {
  readonly architecture = 'BertForSequenceClassification';
  readonly config: BertConfig;
  readonly arena: ParameterArena;

  /** A model whose parameters are all zero; see {@link initialize}, or load a checkpoint into it. */
  constructor(config: BertConfig) {
    checkBertConfig(config);
    if (config.labels.length < 2) {
      throw new ConfigError(`a classifier needs two labels or more, the configuration has ${config.labels.length}`);
    }
    this.config = config;
    this.arena = new ParameterArena([...bertParameters(config), ...classifierParameters(config)]);
  }

  /** A fresh model. @param options.seed a whole number below 2^32 */
  static initialize(config: BertConfig, { seed }: { readonly seed: number }): BertForSequenceClassification {
    const model = new BertForSequenceClassification(config);
    initializeParameters(model.arena, seed);
    return model;
  }

  /** Outputs `loss` and `logits` (`[batch, labels]`); the targets are `labels`, int32 `[batch]`. */
  buildTrainingGraph(): Graph {
    return this.#buildGraph({ isTraining: true, withLoss: true });
  }

  buildEvaluationGraph(): Graph {
    return this.#buildGraph({ isTraining: false, withLoss: true });
  }

  buildInferenceGraph(): Graph {
    return this.#buildGraph({ isTraining: false, withLoss: false });
  }

  #buildGraph({ isTraining, withLoss }: { isTraining: boolean; withLoss: boolean }): Graph {
    const { hiddenDropoutProb, classifierDropout, labels } = this.config;
    const context = createLayerContext(this.config, this.arena, isTraining);
    const pooled = pooler(context, firstTokenEncoder(context, encoderInputs()));
    const logits = linear(
      context,
      context.dropout(pooled, classifierDropout ?? hiddenDropoutProb),
      'classifier',
      labels.length,
    );
    const outputs: Record<string, Value> = { logits };
    if (withLoss) outputs.loss = crossEntropy(logits, input('labels', 'int32', ['batch']));
    return createGraph(outputs);
  }
}
