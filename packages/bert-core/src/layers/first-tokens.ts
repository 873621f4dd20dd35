import { reshape, slice } from '@bertsmith/graph';
import type { EncoderInputs } from './encoder-inputs.js';
import type { HiddenStates } from './layer-context.js';
import { exampleRows } from './packed-inputs.js';

/** What has a row for each text: the batch, or, where rows are packed, their examples. */
export type Texts = 'batch' | 'examples';

/**
 * The row of each text's first token, `[CLS]`: from `[batch * sequence, width]` to `[batch, width]`; `[examples, width]` where rows are
 * packed.
 *
 * @param inputs what the hidden states are of. Default: rows of one text each
 */
export function firstTokens(hidden: HiddenStates): HiddenStates<'batch'>;
export function firstTokens(hidden: HiddenStates, inputs: Pick<EncoderInputs, 'packed'>): HiddenStates<Texts>;
export function firstTokens(hidden: HiddenStates, { packed }: Pick<EncoderInputs, 'packed'> = {}): HiddenStates<Texts> {
  if (packed !== undefined) return exampleRows(hidden, packed);
  const width = hidden.shape[1];
  const byText = reshape(hidden, ['batch', 'sequence', width] as const);
  return reshape(slice(byText, { axis: 1, start: 0, end: 1 }), ['batch', width] as const);
}
