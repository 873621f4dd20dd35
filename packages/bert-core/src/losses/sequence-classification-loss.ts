/** What the labels of a text mean, and the loss that goes with it: the same for every head that has one row of logits for a text. */
import { input, reshape, type Value } from '@bertsmith/graph';
import { ConfigError } from '@bertsmith/tensor';
import type { BertConfig, ProblemType } from '../config/bert-config.js';
import type { EncoderInputs } from '../layers/encoder-inputs.js';
import type { Texts } from '../layers/first-tokens.js';
import type { HiddenStates } from '../layers/layer-context.js';
import { isExample } from '../layers/packed-inputs.js';
import { binaryCrossEntropy } from './binary-cross-entropy.js';
import { crossEntropy } from './cross-entropy.js';
import { meanSquaredError } from './mean-squared-error.js';

/**
 * The problem type of a configuration: without one, a model with one label is a regression, and any other has one label for each text.
 *
 * @throws ConfigError when there are too few labels for it
 */
export function requireProblemType({ problemType, labels }: BertConfig): ProblemType {
  const type = problemType ?? (labels.length === 1 ? 'regression' : 'single_label_classification');
  const fewest = type === 'single_label_classification' ? 2 : 1;
  if (labels.length >= fewest) return type;
  throw new ConfigError(
    `a classifier (${type}) needs ${fewest} labels or more, the configuration has ${labels.length}`,
    {
      labels,
      problemType: type,
    },
  );
}

/**
 * The loss against the input `labels`, whose dtype and shape are those of the problem type.
 *
 * @param packed of rows with several texts each: those that only fill up are left out
 */
export function sequenceClassificationLoss(
  logits: HiddenStates<Texts>,
  problemType: ProblemType,
  packed?: EncoderInputs['packed'],
): Value<'float32'> {
  const [texts, length] = logits.shape;
  const isCounted = packed && isExample(packed);
  switch (problemType) {
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

/** The targets of a regression to one number, as a column. */
function oneTargetEach(texts: Texts): Value {
  return reshape(input('labels', 'float32', [texts]), [texts, 1]);
}
