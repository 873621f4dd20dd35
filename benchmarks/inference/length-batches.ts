/** Texts of similar length share a run; a run has a number of tokens, not of texts, so that short and long texts cost alike. */

/** An encoded text and where its answer goes. */
export interface EncodedText {
  readonly position: number;
  readonly ids: Int32Array;
}

/**
 * Sorts by length, the longest first, and cuts where a batch would have more than `tokensPerBatch` tokens, padding included; a longer text is
 * alone.
 */
export function lengthBatches(texts: readonly EncodedText[], tokensPerBatch: number): EncodedText[][] {
  const batches: EncodedText[][] = [];
  let rows = 0;
  for (const text of [...texts].sort((a, b) => b.ids.length - a.ids.length)) {
    const batch = batches.at(-1);
    if (batch === undefined || batch.length >= rows) {
      batches.push([text]);
      rows = Math.floor(tokensPerBatch / text.ids.length);
    } else batch.push(text);
  }
  return batches;
}
