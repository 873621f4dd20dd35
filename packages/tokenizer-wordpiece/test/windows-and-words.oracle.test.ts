import { ConfigError, InputError } from '@bertsmith/tensor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Side, type TruncationStrategy, toInt64 } from '../src/index.js';
import { anyText, generateTexts } from './generated-texts.js';
import { codeUnitPositions, createOracles, expectAsRust } from './oracles.js';
import { fixturePath, readFixture } from './read-fixture.js';

const path = fixturePath('tokenizer.json');
const oracles = createOracles(path);
const { ours, rust } = oracles;
describe('windows and truncation are those of the Rust library', () => {
  const text = 'The lowest of the low, newer [MASK] and lower towers are widest.';
  const pair = 'Is it lower than the newest one?';

  it.each(readFixture<WindowsCase[]>('windows.json'))('$options, with $pair', ({ text, pair, options, windows }) => {
    const all = { ...options, pair: pair ?? undefined, offsetUnit: 'codePoint' } as const;
    const actual = ours.encodeWindows(text, all).map((encoding) => ({
      ids: Array.from(encoding.inputIds),
      typeIds: Array.from(encoding.tokenTypeIds),
      codePointOffsets: Array.from(encoding.offsets),
    }));
    expect(actual).toEqual(windows);
    expect(Array.from(ours.encode(text, all).inputIds)).toEqual(windows[0]!.ids);
    expect(Array.from(ours.encodeIds(text, all))).toEqual(windows[0]!.ids);
  });

  it('and one window where nothing is too long', () => {
    expect(ours.encodeWindows('low', { maxLength: 50, stride: 49 }).map(({ inputIds }) => inputIds)).toEqual([
      ours.encodeIds('low'),
    ]);
  });

  it.each([
    [{ maxLength: 10, stride: 8 }, 'stride must be an integer from 0 to 7'],
    [{ maxLength: 10, stride: -1 }, 'it is -1'],
    [{ maxLength: 2 }, 'leaves no room for text'],
    [{ maxLength: 1 }, 'at least 2, the special tokens'],
    [{ maxLength: 10, truncationSide: 'top' as 'left' }, 'truncationSide must be one of left, right, it is "top"'],
  ])('refuses %o', (options, message) => {
    expect(() => ours.encodeWindows(text, options)).toThrow(ConfigError);
    expect(() => ours.encodeWindows(text, options)).toThrow(message);
  });

  it('cuts a pair to nothing where there is room for special tokens only, and says what cannot be cut', async () => {
    rust.setTruncation(3);
    const answer = await rust.encode(text, pair).finally(() => rust.disableTruncation());
    expect(Array.from(ours.encodeIds(text, { pair, maxLength: 3 }))).toEqual(answer.getIds());
    const onlyFirst = () => ours.encodeIds('low', { pair: text, maxLength: 10, truncation: 'only_first' });
    expect(onlyFirst).toThrow(InputError);
    expect(onlyFirst).toThrow('the first text has');
  });
});

describe('the Rust library (0.23.2) stops reading a text after the word that reaches maxLength', () => {
  const long = 'a b '.repeat(20);
  const options = { maxLength: 6, pair: `${'unaffable'.repeat(2)} a a a` } as const;
  const withRust = async (text: string, pair: string | null, truncation: Parameters<typeof rust.setTruncation>) => {
    rust.setTruncation(...truncation);
    const answer = await rust.encode(text, pair).finally(() => rust.disableTruncation());
    return [answer, ...answer.getOverflowing()].map((window) => window.getIds().join(' '));
  };

  it('from the left, and so do we: of two long texts, the longer one so far has the odd token', async () => {
    const texts = [
      [long, options.pair],
      [options.pair, long],
      [long, `a a a ${options.pair}`],
    ] as const;
    for (const [text, pair] of texts) {
      const expected = await withRust(text, pair, [6, { strategy: 'LongestFirst' as never }]);
      expect(ours.encodeIds(text, { ...options, pair }).join(' ')).toBe(expected[0]);
    }
  });

  it('from the right where the left is cut off, and we do not: the longer text has the odd token', async () => {
    const [first, second] = [long, 'a a a unaffableunaffable'];
    const cut = { ...options, truncationSide: 'left' } as const;
    const lengthsOf = (ids: string) => ids.split(' 3').map((text) => text.trim().split(' ').length);
    const expected = await withRust(first, second, [6, { direction: 'left' as never }]);
    expect(lengthsOf(expected[0]!).slice(0, 2)).toEqual([2, 2]);
    const actual = ours.encodeIds(first, { ...cut, pair: second }).join(' ');
    expect(lengthsOf(actual).slice(0, 2)).toEqual([3, 1]);
  });

  it('and loses the windows behind it, which we give', async () => {
    const text = 'a unaffable low a b c d e f g x';
    const lost = await withRust(text, null, [6, { stride: 1 }]);
    const windows = ours.encodeWindows(text, { maxLength: 6, stride: 1 });
    const all = ours.encodeIds(text, { addSpecialTokens: false });
    expect(lost.length).toBeLessThan(windows.length);
    expect(windows.flatMap(({ inputIds }, index) => [...inputIds.subarray(index === 0 ? 1 : 2, -1)])).toEqual([...all]);
    expect(windows.slice(0, lost.length - 1).map(({ inputIds }) => inputIds.join(' '))).toEqual(lost.slice(0, -1));
  });
});

describe('texts that are split into words', () => {
  it('are encoded as Hugging Face does', () => {
    for (const { words, pair, ...expected } of readFixture<WordsCase[]>('words.json')) {
      const options = { pair: pair ?? undefined, offsetUnit: 'codePoint' } as const;
      const encoding = ours.encode(words, options);
      expect(Array.from(encoding.inputIds), words.join('|')).toEqual(expected.ids);
      expect(Array.from(encoding.tokenTypeIds)).toEqual(expected.typeIds);
      expect(Array.from(encoding.wordIds)).toEqual(expected.wordIds);
      expect(Array.from(encoding.offsets)).toEqual(expected.codePointOffsets);
      expect(ours.encodeIds(words, options)).toEqual(encoding.inputIds);
    }
  });

  it('are told from pairs in a batch', () => {
    const { lengths, inputIds } = ours.encodeBatch([[['low', 'lower']], ['low', 'lower'], 'low']);
    expect(inputIds.slice(0, lengths[0])).toEqual(ours.encodeIds('low lower'));
    expect(lengths[1]).toBe(ours.encodeIds('low', { pair: 'lower' }).length);
  });
});

interface WindowsCase {
  text: string;
  pair: string | null;
  options: { truncation: TruncationStrategy; truncationSide: Side; maxLength: number; stride: number };
  windows: { ids: number[]; typeIds: number[]; codePointOffsets: number[] }[];
}

interface WordsCase {
  words: string[];
  pair: string[] | null;
  ids: number[];
  typeIds: number[];
  wordIds: number[];
  codePointOffsets: number[];
}

it('counts offsets in code points on request', () => {
  const property = fc.property(anyText, (text) => {
    const units = codeUnitPositions(text);
    const encoding = ours.encode(text, { addSpecialTokens: false });
    const { offsets } = ours.encode(text, { addSpecialTokens: false, offsetUnit: 'codePoint' });
    expect(Array.from(offsets, (offset) => units[offset])).toEqual(Array.from(encoding.offsets));
  });
  fc.assert(property, { numRuns: 500, seed: 11 });
});

it('makes int64 batches, and decodes them', () => {
  const texts = ['low', 'lower towers'];
  const narrow = ours.encodeBatch(texts, { paddingSide: 'left', padToMultipleOf: 8 });
  const wide = ours.encodeBatch(texts, { paddingSide: 'left', padToMultipleOf: 8, dtype: 'int64' });
  expect(wide.inputIds).toEqual(BigInt64Array.from(narrow.inputIds, BigInt));
  expect(wide.attentionMask).toEqual(BigInt64Array.from(narrow.attentionMask, BigInt));
  expect(toInt64(Int32Array.of(-1, 0, 2 ** 31 - 1))).toEqual(BigInt64Array.of(-1n, 0n, 2n ** 31n - 1n));
  const length = wide.sequenceLength;
  const rows = [wide.inputIds.subarray(0, length), wide.inputIds.subarray(length)];
  expect(ours.decodeBatch(rows)).toEqual(texts);
});

describe('added tokens with `normalized: true`', () => {
  const added = [
    { content: 'Löwe', special: false, normalized: true },
    { content: 'new est', special: false, normalized: true, single_word: true },
    { content: '日x', special: false, normalized: true, lstrip: true },
    { content: '<X>', special: true, normalized: true, rstrip: true },
    { content: '<raw>', special: true, normalized: false, lstrip: true },
  ];
  const flags = { single_word: false, lstrip: false, rstrip: false };
  const withTokens = createOracles(path, (json) => {
    const known = json.added_tokens as object[];
    const first = Object.keys((json.model as { vocab: object }).vocab).length;
    const more = added.map((token, index) => ({ id: first + index, ...flags, ...token }));
    return { ...json, added_tokens: [...known, ...more] };
  });

  it('are found as the Rust library finds them', async () => {
    const handmade = [
      'a LÖWE b',
      'lo\u0308we',
      'lower',
      'new est. NEW EST news new ests',
      ' 日x 日日x 日X y',
      '<x> <X>  low <raw>',
    ];
    const generated = generateTexts(300, 21).flatMap((text, index) => {
      const token = added[index % added.length]!.content;
      return [`${text}${token}`, `${token} ${text}${token.toUpperCase()}`];
    });
    await expectAsRust(withTokens, [...handmade, ...generated]);
  });
});
