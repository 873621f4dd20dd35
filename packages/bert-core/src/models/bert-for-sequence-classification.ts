import { input, reshape, type Value } from '@bertsmith/graph';
import { ConfigError } from '@bertsmith/tensor';
import type { BertConfig, ProblemType } from '../config/bert-config.js';
import { firstTokenEncoder } from '../layers/encoder.js';
import type { EncoderInputs } from '../layers/encoder-inputs.js';
import type { Texts } from '../layers/first-tokens.js';
import type { HiddenStates, LayerContext } from '../layers/layer-context.js';
import { linear } from '../layers/linear.js';
import { isExample } from '../layers/packed-inputs.js';
import { pooler } from '../layers/pooler.js';
import { binaryCrossEntropy } from '../losses/binary-cross-entropy.js';
import { crossEntropy } from '../losses/cross-entropy.js';
import { meanSquaredError } from '../losses/mean-squared-error.js';
import { bertParameters, linearParameters } from '../parameters/bert-parameters.js';
import { BertWithHead } from './bert-base.js';
import { type InitializeOptions, initializeModel } from './initialize-model.js';

/** Logits of each label, `[batch, labels]`; `[examples, labels]` where rows are packed. */
type Predictions = { readonly logits: HiddenStates<Texts> };

/**
 * A BERT with a linear layer on the pooled first token. What its labels mean is the configuration's `problemType`:
 *
 * | problem type | loss | `labels` in a graph with a loss |
 * |---|---|---|
 * | `single_label_classification` | cross-entropy; a text with the label -100 is left out | int32 `[batch]` |
 * | `multi_label_classification` | binary cross-entropy of each label | float32 `[batch, labels]`, 0 to 1 |
 * | `regression` | squared error | float32 `[batch, labels]`, or `[batch]` for one label |
 *
 * In packed rows `labels` has an entry for each example instead of each row of the batch, and examples that only fill up are left out.
 *
 * Without one, a model with one label is a regression, and any other has one label for each text.
 *
 * @example
 * const model = BertForSequenceClassification.initialize(presetConfig('tiny', { labels: ['no', 'yes'] }), { seed: 1 });
 */
export class BertForSequenceClassification extends BertWithHead<Predictions> {
  readonly architecture = 'BertForSequenceClassification';
  readonly problemType: ProblemType;

  /** A model whose parameters are all zero; see {@link initialize}, or load a checkpoint into it. */
  constructor(config: BertConfig) {
    super(config, sequenceClassifierParameters);
    this.problemType =
      config.problemType ?? (config.labels.length === 1 ? 'regression' : 'single_label_classification');
    const fewest = this.problemType === 'single_label_classification' ? 2 : 1;
    if (config.labels.length >= fewest) return;
    throw new ConfigError(
      `a classifier (${this.problemType}) needs ${fewest} labels or more, the configuration has ${config.labels.length}`,
      { labels: config.labels, problemType: this.problemType },
    );
  }

  /** A fresh model. */
  static initialize(config: BertConfig, options: InitializeOptions): BertForSequenceClassification {
    return initializeModel(new BertForSequenceClassification(config), options);
  }

  protected predict(context: LayerContext, inputs: EncoderInputs): Predictions {
    const { hiddenDropoutProb, classifierDropout, labels } = this.config;
    const pooled = pooler(context, firstTokenEncoder(context, inputs));
    const dropped = context.dropout(pooled, classifierDropout ?? hiddenDropoutProb);
    return { logits: linear(context, dropped, 'classifier', labels.length) };
  }

  protected lossOf({ logits }: Predictions, { packed }: EncoderInputs): Value<'float32'> {
    const { length } = this.config.labels;
    const [texts] = logits.shape;
    const isCounted = packed && isExample(packed);
    switch (this.problemType) {
      case 'single_label_classification':
        return crossEntropy(logits, input('labels', 'int32', [texts]));
      case 'multi_label_classification':
        return binaryCrossEntropy(logits, input('labels', 'float32', [texts, length]), isCounted);
      case 'regression':
        return meanSquaredError(
          logits,
          length === 1 ? oneTargetEach(texts) : input('labels', 'float32', [texts, length]),
          isCounted,
        );
    }
  }
}

/** The targets of a regression to one number, as a column. */
function oneTargetEach(texts: Texts): Value {
  return reshape(input('labels', 'float32', [texts]), [texts, 1]);
}

function sequenceClassifierParameters(config: BertConfig) {
  return [
    ...bertParameters(config),
    ...linearParameters(config, 'classifier', config.labels.length, config.hiddenSize),
  ];
}
