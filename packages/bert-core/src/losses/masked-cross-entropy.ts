import { gather, input, type Value } from '@bertsmith/graph';
import type { HiddenStates } from '../layers/layer-context.js';
import { crossEntropy } from './cross-entropy.js';

/** The tokens that are asked for: a row for each. */
export type Predictions = 'predictions';

/**
 * The hidden states of the tokens that are asked for, `[predictions, hiddenSize]`, of those of all tokens. Which they are says the input
 * `masked_positions`, int32 `[predictions]`: see `maskedTargets`.
 */
export function maskedTokens(hidden: HiddenStates): HiddenStates<Predictions> {
  const positions = input('masked_positions', 'int32', ['predictions']) as Value<'int32'>;
  return gather(hidden as Value<'float32'>, positions) as Value as HiddenStates<Predictions>;
}

/**
 * The mean cross-entropy of the tokens that are asked for; their words are the input `masked_labels`, int32 `[predictions]`, where
 * entries of -100 are left out.
 *
 * @param logits `[predictions, vocabSize]`
 */
export function maskedCrossEntropy(logits: HiddenStates<Predictions>): Value<'float32'> {
  return crossEntropy(logits, input('masked_labels', 'int32', ['predictions']));
}
