import type { Value } from '@bertsmith/graph';
import type { BertConfig, ProblemType } from '../config/bert-config.js';
import type { EncoderInputs } from '../layers/encoder-inputs.js';
import type { Texts } from '../layers/first-tokens.js';
import type { HiddenStates, LayerContext } from '../layers/layer-context.js';
import { pooledLogits } from '../layers/pooled-logits.js';
import { requireProblemType, sequenceClassificationLoss } from '../losses/sequence-classification-loss.js';
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
    this.problemType = requireProblemType(config);
  }

  /** A fresh model. */
  static initialize(config: BertConfig, options: InitializeOptions): BertForSequenceClassification {
    return initializeModel(new BertForSequenceClassification(config), options);
  }

  protected predict(context: LayerContext, inputs: EncoderInputs): Predictions {
    return { logits: pooledLogits(context, inputs) };
  }

  protected lossOf({ logits }: Predictions, { packed }: EncoderInputs): Value<'float32'> {
    return sequenceClassificationLoss(logits, this.problemType, packed);
  }
}

/** The parameters of the encoder, its pooler, and `classifier`. */
export function sequenceClassifierParameters(config: BertConfig) {
  return [
    ...bertParameters(config),
    ...linearParameters(config, 'classifier', config.labels.length, config.hiddenSize),
  ];
}
