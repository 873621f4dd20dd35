import { ConfigError, InputError, type Tensor } from '@bertsmith/tensor';

/** What a loss over masked words reads, by the names of the inputs of its graph. */
export interface MaskedTargets {
  /** int32 `[predictions]`: which of the batch's tokens are asked for, `row * sequence + column`, in ascending order. */
  readonly masked_positions: Tensor<'int32'>;
  /** int32 `[predictions]`: their words; -100 for entries that only fill up. */
  readonly masked_labels: Tensor<'int32'>;
}

/** How {@link maskedTargets} are laid out. */
export interface MaskedTargetsOptions {
  /** Their number is a multiple of this one, from 1, so that a runtime sees few shapes. Default 32. */
  readonly padTo?: number | undefined;
  /** Words of the model: labels from there on are refused. Default: none is, and the loss leaves such tokens out. */
  readonly vocabSize?: number | undefined;
}

/** The label of a token that is not asked for, as PyTorch has it. */
export const NO_LABEL = -100;

const DEFAULT_PAD_TO = 32;

/**
 * The tokens of a batch that have a label, and their labels: what `BertForMaskedLM` and `BertForPreTraining` compute a loss of. There is
 * always an entry: a batch without a label has those that only fill up, and its loss is 0.
 *
 * @param labels int32 `[batch, sequence]`: the words to be guessed, -100 for tokens that are not asked for
 * @throws InputError for a label that is neither -100 nor a word; ConfigError for a `padTo` that is no whole number from 1
 * @example
 * const { masked_positions, masked_labels } = maskedTargets(tensor('int32', [1, 4], Int32Array.of(-100, 7, -100, -100)));
 */
export function maskedTargets(
  { shape, data: labels }: Tensor<'int32'>,
  { padTo = DEFAULT_PAD_TO, vocabSize = Number.POSITIVE_INFINITY }: MaskedTargetsOptions = {},
): MaskedTargets {
  if (!Number.isSafeInteger(padTo) || padTo < 1) {
    throw new ConfigError(`padTo is ${padTo}, expected a whole number from 1`, { padTo });
  }
  const asked = labels.reduce((count, label) => count + (label === NO_LABEL ? 0 : 1), 0);
  const length = Math.max(1, Math.ceil(asked / padTo)) * padTo;
  const positions = new Int32Array(length);
  const words = new Int32Array(length).fill(NO_LABEL);
  let next = 0;
  for (const [position, label] of labels.entries()) {
    if (label === NO_LABEL) continue;
    if (!(label >= 0 && label < vocabSize)) throw noWord(label, position, shape);
    positions[next] = position;
    words[next++] = label;
  }
  return { masked_positions: vector(positions), masked_labels: vector(words) };
}

function noWord(label: number, position: number, shape: readonly number[]): InputError {
  const sequence = shape.at(-1) ?? 1;
  const place = `row ${Math.floor(position / sequence) + 1}, token ${(position % sequence) + 1}`;
  const message = `${place}: the label is ${label}, expected a word's id, or ${NO_LABEL} for a token that is not asked for`;
  return new InputError(message, { position, label });
}

function vector(data: Int32Array): Tensor<'int32'> {
  return { dtype: 'int32', shape: [data.length], data };
}
