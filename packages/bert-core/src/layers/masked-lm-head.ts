/**
 * The head that guesses words (Devlin et al. 2019, section 3.1, task 1): a transformation of each hidden state, then its product with the
 * table of word embeddings, which the decoder shares.
 */
import type { Value } from '@bertsmith/graph';
import type { Dimension, ParameterSpecification } from '@bertsmith/tensor';
import type { BertConfig } from '../config/bert-config.js';
import { ENCODER_PREFIX, layerNormParameters, linearParameters } from '../parameters/bert-parameters.js';
import { activation } from './activation.js';
import type { HiddenStates, LayerContext } from './layer-context.js';
import { layerNorm } from './layer-norm.js';
import { affine, linear } from './linear.js';

const PREFIX = 'cls.predictions.';

/** The head's own parameters; the model's table of words has a dense gradient (`tiesWordEmbeddings`). */
export function maskedLmParameters(config: BertConfig): ParameterSpecification[] {
  return [
    ...linearParameters(config, `${PREFIX}transform.dense`, config.hiddenSize, config.hiddenSize),
    ...layerNormParameters(`${PREFIX}transform.LayerNorm`, config.hiddenSize),
    { name: `${PREFIX}bias`, shape: [config.vocabSize], initialization: { constant: 0 }, weightDecay: false },
  ];
}

/**
 * Logits of every word for every row, `[rows, vocabSize]`.
 *
 * @param hidden `[rows, hiddenSize]`: those of all tokens, or of some
 */
export function maskedLmHead<const Rows extends Dimension>(
  context: LayerContext,
  hidden: HiddenStates<Rows>,
): HiddenStates<Rows> {
  const { config } = context;
  const { hiddenSize, vocabSize } = config;
  const dense = activation(config)(linear(context, hidden, `${PREFIX}transform.dense`, hiddenSize));
  const transformed = layerNorm(context, dense, `${PREFIX}transform.LayerNorm`);
  const words = context.weight(`${ENCODER_PREFIX}embeddings.word_embeddings.weight`, [vocabSize, hiddenSize]);
  const bias = context.weight(`${PREFIX}bias`, [vocabSize]);
  return affine(transformed, words as Value<'float32'>, bias as Value<'float32'>);
}
