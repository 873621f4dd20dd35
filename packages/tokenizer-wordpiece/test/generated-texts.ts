import fc from 'fast-check';

/** Characters and sequences at which something happens. */
const KINDS: readonly (readonly string[])[] = [
  // Combining marks: nonspacing, spacing, enclosing, reordered by NFD, and Hangul that composes.
  Array.from(
    '\u0300\u0301\u0323\u0327\u0344\u0345\u05b0\u0651\u093c\u0903\u20dd\u302e\u1bf2\u1b44\u{1d165}\u{1d16d}\u1161\u11a8',
  ),
  // Half surrogate pairs.
  ['\ud800', '\udbff', '\udc00', '\udfff'],
  // CJK of all blocks and extensions, at their edges.
  [
    '\u4e00',
    '\u9fff',
    '\u3400',
    '\u4dbf',
    '\u{20000}',
    '\u{2a6df}',
    '\u{2a700}',
    '\u{2b81f}',
    '\u{2b820}',
    '\u{2b920}',
  ],
  [
    '\u{2ceaf}',
    '\u{2ceb0}',
    '\u{30000}',
    '\u{31350}',
    '\uf900',
    '\ufaff',
    '\u{2f800}',
    '\u{2fa1f}',
    'ガ',
    'が',
    '한',
    '々',
  ],
  // Control and format characters, private use, noncharacters, BOM.
  Array.from(
    '\u0000\u0001\u0007\u0008\u000b\u000c\u001b\u007f\u0085\u00ad\u061c\u180e\u200b\u200c\u200d\u200e\u2060\ufeff\ufffc\ufffd\uffff\ue000\u{e0001}\u{e0041}\u{10ffff}',
  ),
  // Every space of Unicode, and line ends.
  Array.from(
    ' \t\n\r\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000',
  ),
  // Emoji sequences: skin tone, family, flags, keycap, variation selectors.
  ['👍🏽', '👩‍👩‍👧‍👦', '🇩🇪', '3️⃣', '❤️', '🏴󠁧󠁢󠁥󠁮󠁧󠁿', '🙂'],
  // Case that is not one to one, ligatures, symbols of several scripts.
  Array.from('İıßẞΣσςﬁǅÅÅΩKſÇœ中文，。！？„“”‘’…–—€£₹½²№™'),
  // Added tokens, whole, broken and next to each other.
  ['[MASK]', '[CLS]', '[SEP]', '[PAD]', '[UNK]', '[MASK', 'MASK]', '[', ']', '[mask]', '[MASK][SEP]'],
  // Words: of the vocabulary, in pieces, with punctuation, and long ones.
  [
    'the',
    'unaffable',
    'Embedding',
    "don't",
    'U.S.A.',
    'a',
    'ü',
    'naïve',
    '1,234.5',
    'e\u0301',
    'ab'.repeat(49),
    'ab'.repeat(60),
  ],
];

const piece = fc.oneof(
  ...KINDS.map((kind) => ({ weight: 2, arbitrary: fc.constantFrom(...kind) })),
  { weight: 4, arbitrary: fc.constantFrom(' ', ' ', 'a', 'E', 's') },
  // Any code point, assigned or not, half of a pair included.
  { weight: 6, arbitrary: fc.integer({ min: 0, max: 0x10ffff }).map((codePoint) => String.fromCodePoint(codePoint)) },
  { weight: 4, arbitrary: fc.integer({ min: 0, max: 0x33ff }).map((codePoint) => String.fromCodePoint(codePoint)) },
);

/** Strings over the whole of Unicode, with more of what is difficult. */
export const anyText: fc.Arbitrary<string> = fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(''));

/** The same strings for the same seed. */
export function generateTexts(count: number, seed: number): string[] {
  return fc.sample(anyText, { numRuns: count, seed });
}
