import { add, type Value } from '@bertsmith/graph';
import { ConfigError, type ParameterSpecification } from '@bertsmith/tensor';
import type { BertConfig, ProblemType } from '../config/bert-config.js';
import type { EncoderInputs } from '../layers/encoder-inputs.js';
import type { HiddenStates, LayerContext } from '../layers/layer-context.js';
import { refusePackedRows } from '../layers/packed-inputs.js';
import { pooledLogits } from '../layers/pooled-logits.js';
import { featureInputs, sparseLinear } from '../layers/sparse-linear.js';
import { requireProblemType, sequenceClassificationLoss } from '../losses/sequence-classification-loss.js';
import { BertWithHead } from './bert-base.js';
import {
  type BertForSequenceClassification,
  sequenceClassifierParameters,
} from './bert-for-sequence-classification.js';
import { type InitializeOptions, initializeModel } from './initialize-model.js';

/** What a {@link BertForSequenceClassificationWithFeatures} has beside its configuration. */
export interface FeatureOptions {
  /** How many features there are: columns of the sparse matrix, from 1. */
  readonly numFeatures: number;
}

/** Logits of each label, `[batch, labels]`. */
type Predictions = { readonly logits: HiddenStates<'batch'> };

/** The table of the features' weights, under its name in the arena and in files. */
export const FEATURE_CLASSIFIER = 'feature_classifier';

/**
 * A {@link BertForSequenceClassification} that sees sparse features of a text, such as TF-IDF, beside the pooled first token:
 *
 *     logits = classifier(pooled) + sum_j feature_values[j] * feature_classifier.weight[feature_ids[j]]
 *
 * The features come as `feature_ids`, int32 `[batch, features]`, and `feature_values`, float32 `[batch, features]`, padded with values of
 * 0; `collateFeatures` of `@bertsmith/data` makes them. `feature_classifier.weight` is `[numFeatures, labels]`, a row for each feature, and
 * its gradient a list of rows. Labels, problem types and losses are those of the class without features. A fresh table is 0.
 *
 * Source: H.-T. Cheng et al., "Wide & deep learning for recommender systems", DLRS 2016, section 3. There both parts learn together, each
 * with an optimizer of its own. Here they may, but where there are more features than texts the table learns these by heart; then a linear
 * model that was fitted alone is better put beside a trained encoder with {@link addLinearModel}.
 *
 * @example
 * const model = BertForSequenceClassificationWithFeatures.initialize(config, { seed: 1, numFeatures: vectorizer.terms.length });
 */
export class BertForSequenceClassificationWithFeatures extends BertWithHead<Predictions> {
  readonly architecture = 'BertForSequenceClassificationWithFeatures';
  readonly problemType: ProblemType;
  readonly numFeatures: number;

  /** A model whose parameters are all zero; see {@link initialize}, or load a checkpoint into it. */
  constructor(config: BertConfig, { numFeatures }: FeatureOptions) {
    super(config, (config) => [...sequenceClassifierParameters(config), featureTable(config, numFeatures)]);
    this.problemType = requireProblemType(config);
    this.numFeatures = numFeatures;
  }

  /** A fresh model. */
  static initialize(
    config: BertConfig,
    { seed, ...options }: InitializeOptions & FeatureOptions,
  ): BertForSequenceClassificationWithFeatures {
    return initializeModel(new BertForSequenceClassificationWithFeatures(config, options), { seed });
  }

  /** A trained classifier with a table of zeros beside it. Its parameters are copied. */
  static fromClassifier(
    { config, arena }: BertForSequenceClassification,
    options: FeatureOptions,
  ): BertForSequenceClassificationWithFeatures {
    const model = new BertForSequenceClassificationWithFeatures(config, options);
    for (const { specification } of arena.entries) {
      model.arena.get(specification.name).data.set(arena.get(specification.name).data);
    }
    return model;
  }

  override withConfig(config: BertConfig): this {
    return new BertForSequenceClassificationWithFeatures(config, { numFeatures: this.numFeatures }) as this;
  }

  protected predict(context: LayerContext, inputs: EncoderInputs): Predictions {
    refusePackedRows(inputs, 'the features are those of a row');
    const { labels } = this.config;
    const wide = sparseLinear(context, featureInputs(), FEATURE_CLASSIFIER, [this.numFeatures, labels.length]);
    return {
      logits: add(pooledLogits(context, inputs) as Value<'float32'>, wide as Value<'float32'>) as HiddenStates<'batch'>,
    };
  }

  protected lossOf({ logits }: Predictions): Value<'float32'> {
    return sequenceClassificationLoss(logits, this.problemType);
  }
}

function featureTable({ labels }: BertConfig, numFeatures: number): ParameterSpecification {
  if (!Number.isSafeInteger(numFeatures) || numFeatures < 1) {
    const message = `a classifier with features: numFeatures is ${numFeatures}, expected a whole number from 1`;
    throw new ConfigError(message, { numFeatures });
  }
  return {
    name: `${FEATURE_CLASSIFIER}.weight`,
    shape: [numFeatures, labels.length],
    initialization: { constant: 0 },
    weightDecay: true,
    gradient: 'rows',
  };
}
