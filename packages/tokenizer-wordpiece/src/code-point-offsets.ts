import type { TextOrWords } from './encode-options.js';

/**
 * Offsets in code points, as Python counts characters, from offsets in UTF-16 code units. Half a surrogate pair counts
 * as a code point.
 *
 * @param wordIds - The word of each token: the one that its offsets are in, for a text that is split into words.
 */
export function toCodePointOffsets(text: TextOrWords, offsets: Int32Array, wordIds: Int32Array): Int32Array {
  if (typeof text === 'string') return convert(offsets, codePointCounts(text));
  const counts = new Map<number, Uint32Array | undefined>();
  return offsets.map((offset, index) => {
    const word = wordIds[index >>> 1]!;
    if (!counts.has(word)) counts.set(word, codePointCounts(text[word]!));
    return counts.get(word)?.[offset] ?? offset;
  });
}

function convert(offsets: Int32Array, counts: Uint32Array | undefined): Int32Array {
  return counts === undefined ? offsets : offsets.map((offset) => counts[offset]!);
}

/** How many code points there are before each code unit; nothing where that is the number of code units. */
function codePointCounts(text: string): Uint32Array | undefined {
  if (!/[\ud800-\udbff][\udc00-\udfff]/.test(text)) return undefined;
  const counts = new Uint32Array(text.length + 1);
  let count = 0;
  for (let at = 0; at < text.length; at++) {
    counts[at] = count++;
    if (text.codePointAt(at)! > 0xffff) counts[++at] = count;
  }
  counts[text.length] = count;
  return counts;
}
