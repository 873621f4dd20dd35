import { ConfigError } from '@bertsmith/tensor';
import type { Side } from './encode-options.js';

/** Which tokens of the first and of the second text to take. */
export interface TextSlices {
  readonly starts: readonly [first: number, second: number];
  readonly lengths: readonly [first: number, second: number];
}

type Slice = readonly [start: number, length: number];

/** What truncation keeps: the beginning of each text, or its end. */
export function keptSlices(
  totals: readonly [number, number],
  lengths: readonly [number, number],
  side: Side = 'right',
): TextSlices {
  const starts = side === 'left' ? ([totals[0] - lengths[0], totals[1] - lengths[1]] as const) : ([0, 0] as const);
  return { starts, lengths };
}

/**
 * Every window, what truncation keeps first, in the order of Hugging Face's `overflowing`. Where both texts of a pair are
 * cut, each window of one is combined with each of the other.
 *
 * @param totals - Tokens of each text.
 * @param kept - Tokens of each text in a window.
 * @throws ConfigError for a `stride` that is no integer, or leaves a window nothing new.
 */
export function listWindows(
  totals: readonly [number, number],
  kept: readonly [number, number],
  stride: number,
  side: Side = 'right',
): TextSlices[] {
  const [first, second] = [0, 1].map((text) => cut(totals[text]!, kept[text]!, stride, side)) as [Slice[], Slice[]];
  const pairs = first.flatMap((one, index) => second.map((other) => ({ one, other, index })));
  const inOrder = [...pairs.slice(0, 1), ...pairs.filter(({ index }) => index > 0), ...pairs.slice(1, second.length)];
  return inOrder.map(({ one, other }) => ({ starts: [one[0], other[0]], lengths: [one[1], other[1]] }));
}

function cut(total: number, kept: number, stride: number, side: Side): Slice[] {
  if (kept >= total) return [[0, total]];
  if (!Number.isInteger(stride) || stride < 0 || stride >= kept) {
    const message =
      `stride must be an integer from 0 to ${kept - 1}, as a window has room for ${kept} tokens of a text; ` +
      `it is ${stride}: lower it or raise \`maxLength\``;
    throw new ConfigError(message, { stride, kept });
  }
  const slices: Slice[] = [];
  for (let from = 0; ; from += kept - stride) {
    const length = Math.min(kept, total - from);
    slices.push([side === 'left' ? total - from - length : from, length]);
    if (from + length >= total) return slices;
  }
}
