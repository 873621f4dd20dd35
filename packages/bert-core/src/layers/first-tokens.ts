import { reshape, slice } from '@bertsmith/graph';
import type { HiddenStates } from './layer-context.js';

/** The row of each text's first token, `[CLS]`: from `[batch * sequence, width]` to `[batch, width]`. */
export function firstTokens(hidden: HiddenStates): HiddenStates<'batch'> {
  const width = hidden.shape[1];
  const byText = reshape(hidden, ['batch', 'sequence', width] as const);
  return reshape(slice(byText, { axis: 1, start: 0, end: 1 }), ['batch', width] as const);
}
