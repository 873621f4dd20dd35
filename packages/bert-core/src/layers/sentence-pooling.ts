/** From the hidden states of a text's tokens to one vector (Reimers and Gurevych 2019, "Sentence-BERT", section 3). */
import {
  add,
  cast,
  divide,
  multiply,
  reduceMax,
  reduceSum,
  reshape,
  squareRoot,
  subtract,
  type Value,
} from '@bertsmith/graph';
import { firstTokens, type Texts } from './first-tokens.js';
import type { HiddenStates } from './layer-context.js';

/** How: the first token, the mean of all tokens, or the largest value of each element. Padding is left out. */
export const SENTENCE_POOLINGS = ['cls', 'mean', 'max'] as const;

/** One of {@link SENTENCE_POOLINGS}. */
export type SentencePooling = (typeof SENTENCE_POOLINGS)[number];

type Mask = Value<'int32', readonly ['batch', 'sequence']>;

/** Lower than any hidden state, as sentence-transformers has it. */
const LOWEST = -1e9;
/** What sentence-transformers divides by at least: a text without tokens has the mean 0. */
const FEWEST_TOKENS = 1e-9;
/** PyTorch's `normalize` divides by no less. */
const SHORTEST_NORM = 1e-12;

/** `[batch * sequence, width]` to `[batch, width]`. */
export function poolSentence(
  hidden: HiddenStates,
  attentionMask: Mask,
  pooling: SentencePooling,
): HiddenStates<'batch'> {
  return POOLINGS[pooling](hidden, attentionMask);
}

const POOLINGS: Readonly<Record<SentencePooling, (hidden: HiddenStates, mask: Mask) => HiddenStates<'batch'>>> = {
  cls: firstTokens,
  mean: (hidden, mask) => {
    const isToken = asColumn(mask);
    const sum = reduceSum(multiply(byText(hidden), isToken), { axes: [1] });
    return divide(sum, add(reduceSum(isToken, { axes: [1] }), FEWEST_TOKENS)) as Value as HiddenStates<'batch'>;
  },
  max: (hidden, mask) => {
    const ofPadding = multiply(subtract(asColumn(mask), 1), -LOWEST);
    return reduceMax(add(byText(hidden), ofPadding), { axes: [1] }) as Value as HiddenStates<'batch'>;
  },
};

/** Vectors of length 1: `x / |x|`. */
export function normalizeRows<const Rows extends Texts>(x: HiddenStates<Rows>): HiddenStates<Rows> {
  const rows = x as Value as Value<'float32'>;
  const squares = reduceSum(multiply(rows, rows), { axes: [1], keepDims: true });
  return divide(rows, add(squareRoot(squares), SHORTEST_NORM)) as Value as HiddenStates<Rows>;
}

function byText(hidden: HiddenStates): Value<'float32'> {
  return reshape(hidden, ['batch', 'sequence', hidden.shape[1]]) as Value<'float32'>;
}

function asColumn(mask: Mask): Value<'float32'> {
  return reshape(cast(mask, 'float32'), ['batch', 'sequence', 1]) as Value<'float32'>;
}
