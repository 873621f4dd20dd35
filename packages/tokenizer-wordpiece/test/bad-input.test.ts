import { readdirSync, readFileSync } from 'node:fs';
import { BertsmithError, ConfigError, FormatError, InputError } from '@bertsmith/tensor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseTokenizerJson, parseVocabulary, Vocabulary, WordPieceTokenizer } from '../src/index.js';
import { isExhaustive } from './corpora.js';
import { fixturePath } from './read-fixture.js';

const MEGABYTES = isExhaustive ? 100 : 10;
/** Linear time takes about 0.1 s for each megabyte of the worst kind; quadratic time would take hours. */
const LIMIT_MS = 2000 * MEGABYTES;

const json = readFileSync(fixturePath('tokenizer.json'), 'utf8');
const tokenizer = parseTokenizerJson(json);
const bare = { addSpecialTokens: false };

describe('long texts', { timeout: 2 * LIMIT_MS }, () => {
  it.each([
    ['words', 'the lowest tower, ', 10],
    ['one unbroken word', 'unaffable', 0],
    ['spaces', '\u2003', 0],
    ['emoji', '👩‍👩‍👧‍👦', 0],
  ])(`of ${MEGABYTES} million code units: %s`, (_, unit, tokensPerUnit) => {
    const repetitions = Math.floor((MEGABYTES * 1_000_000) / unit.length);
    const text = unit.repeat(repetitions);
    const start = performance.now();
    const ids = tokenizer.encodeIds(text, bare);
    expect(performance.now() - start).toBeLessThan(LIMIT_MS);
    const each = tokenizer.encodeIds(unit, bare).length;
    if (tokensPerUnit > 0) expect(ids).toHaveLength(each * repetitions);
    else expect(ids.length).toBeLessThanOrEqual(1);
    expect(tokenizer.encodeIds(text, { maxLength: 16 }).length).toBeLessThanOrEqual(16);
  });

  it.each([
    ['a token for each code unit', '.', 1],
    ['one unbroken word', 'unaffable', 0],
    ['emoji', '👩‍👩‍👧‍👦', 0],
  ])(`of ${MEGABYTES} million code units, with offsets: %s`, (_, unit, tokensPerUnit) => {
    const repetitions = Math.floor((MEGABYTES * 1_000_000) / unit.length);
    const start = performance.now();
    const { inputIds, offsets, wordIds } = tokenizer.encode(unit.repeat(repetitions), bare);
    expect(performance.now() - start).toBeLessThan(LIMIT_MS);
    expect(inputIds).toHaveLength(tokensPerUnit === 0 ? 1 : tokensPerUnit * repetitions);
    expect(offsets.subarray(-2)).toEqual(Int32Array.of((inputIds.length - 1) * unit.length, repetitions * unit.length));
    expect(wordIds.at(-1)).toBe(inputIds.length - 1);
  });

  it(`of ${MEGABYTES} million code units, with offsets in code points`, () => {
    const text = '🙂 '.repeat(Math.floor((MEGABYTES * 1_000_000) / 3));
    const { offsets, length } = tokenizer.encode(text, { ...bare, offsetUnit: 'codePoint' });
    expect(offsets.subarray(-2)).toEqual(Int32Array.of(2 * length - 2, 2 * length - 1));
  });
});

describe('what is not a text', () => {
  it.each([undefined, null, 3, true, {}, [1], new String('a'), Symbol('a')])('is refused: %o', (value) => {
    const text = value as unknown as string;
    expect(() => tokenizer.encodeIds(text)).toThrow(InputError);
    expect(() => tokenizer.encode(text)).toThrow(InputError);
    expect(() => tokenizer.encode('a', { pair: value === undefined ? (3 as unknown as string) : text })).toThrow(
      InputError,
    );
  });
});

describe('options and lists that the types rule out', () => {
  const { vocabulary } = tokenizer;
  const any = (value: unknown) => value as never;

  it.each([NaN, -1, 1.5, '5', Number.POSITIVE_INFINITY])('a longest word of %s characters is refused', (value) => {
    const create = () => new WordPieceTokenizer({ vocabulary, maxInputCharsPerWord: any(value) });
    expect(create).toThrow(ConfigError);
    expect(create).toThrow('maxInputCharsPerWord must be an integer from 0');
  });

  it('an option that is undefined is its default', () => {
    const normalizer = any({ lowercase: undefined, cleanText: undefined });
    const options = {
      vocabulary,
      normalizer,
      specialTokens: any({ unkToken: undefined }),
      decoder: any({ cleanUp: undefined }),
    };
    const { settings } = new WordPieceTokenizer(options);
    expect(settings).toEqual(new WordPieceTokenizer({ vocabulary }).settings);
  });

  it('a tokenizer of nothing, or with settings of another type, is refused', () => {
    expect(() => new WordPieceTokenizer(any(undefined))).toThrow('vocabulary must be a list, it is undefined');
    expect(() => new WordPieceTokenizer({ vocabulary: 'abc' })).toThrow('vocabulary must be a list, it is "abc"');
    for (const options of [
      { normalizer: { lowercase: 1 } },
      { continuingSubwordPrefix: 2 },
      { addedTokens: [{ id: 0 }] },
    ]) {
      expect(() => new WordPieceTokenizer({ vocabulary, ...(any(options as unknown) as object) })).toThrow(ConfigError);
    }
  });

  it.each([
    ['a string', 'abc lower', 'inputs must be a list, it is "abc lower"'],
    ['null', null, 'inputs must be a list, it is null'],
    ['a number in a list', [3], 'an input must be a text, or an array of a text and its pair, it is 3'],
    ['null in a list', [null], 'it is null'],
    [
      'three texts for a pair',
      [['a', 'b', 'c']],
      'it is an array of 3; words of one text go into an array of their own',
    ],
    ['nothing for a pair', [[]], 'it is an array of 0'],
    ['a number in a pair', [['a', 3]], 'pair must be a string or an array of words, it is 3'],
  ])('a batch of %s is refused', (_, inputs, message) => {
    for (const encode of [() => tokenizer.encodeBatch(any(inputs)), () => tokenizer.encodeRagged(any(inputs))]) {
      expect(encode).toThrow(InputError);
      expect(encode).toThrow(message);
    }
  });

  it('choices that are none are refused', () => {
    const windows = { maxLength: 8 };
    expect(() => tokenizer.encode('a', { offsetUnit: any('codepoint') })).toThrow(
      'offsetUnit must be one of codeUnit, codePoint, it is "codepoint"',
    );
    expect(() => tokenizer.encodeWindows('a', { ...windows, offsetUnit: any('byte') })).toThrow(ConfigError);
    expect(() => tokenizer.encodeBatch(['a'], { dtype: any('int16') })).toThrow('dtype must be one of int32, int64');
    expect(() => tokenizer.encodeBatch(['a'], { paddingSide: any('top') })).toThrow(
      'paddingSide must be one of left, right',
    );
    expect(() => tokenizer.encodeIds('a', { truncationSide: any(3) })).toThrow(
      'truncationSide must be one of left, right',
    );
    expect(() => tokenizer.encodeIds('a', { truncation: any('all') })).toThrow(
      'truncation must be one of longest_first, only_first',
    );
  });

  it('ids that are no array are refused', () => {
    expect(() => tokenizer.decode(any(null))).toThrow(InputError);
    expect(() => tokenizer.decode(any(3))).toThrow('ids must be an array, it is 3');
  });

  it('windows without room for a text are refused as such', () => {
    for (const [text, options] of [
      ['low', { maxLength: 2 }],
      ['low', { pair: 'low', maxLength: 4 }],
    ] as const) {
      expect(() => tokenizer.encodeWindows(text, options)).toThrow(
        `a maxLength of ${options.maxLength} leaves no room`,
      );
    }
  });
});

describe('a vocabulary', () => {
  it('with an entry twice, or an empty one, is refused with its place', () => {
    expect(() => new Vocabulary(['a', 'b', 'a'])).toThrow('the token with id 2, "a", has id 0 already');
    expect(() => new Vocabulary(['a', ''])).toThrow('the token with id 1, "", is empty');
    expect(() => parseVocabulary('a\nb\na\n')).toThrow(FormatError);
  });

  it('without [UNK] is refused', () => {
    expect(() => new WordPieceTokenizer({ vocabulary: ['[CLS]', '[SEP]', 'a'] })).toThrow(ConfigError);
  });
});

describe('truncation', () => {
  it('below the special tokens is refused, down to them gives them alone', () => {
    expect(() => tokenizer.encodeIds('a', { maxLength: 1 })).toThrow('at least 2, the special tokens');
    expect(() => tokenizer.encodeIds('a', { pair: 'b', maxLength: 2 })).toThrow('at least 3, the special tokens');
    expect(tokenizer.encodeIds('low', { maxLength: 2 })).toHaveLength(2);
    expect(tokenizer.encodeIds('low', { pair: 'low', maxLength: 3 })).toHaveLength(3);
    expect(tokenizer.encodeIds('low', { maxLength: 0, ...bare })).toHaveLength(0);
  });
});

describe('a damaged tokenizer.json', () => {
  it('is refused wherever it is cut off', () => {
    for (let end = 0; end < json.trimEnd().length; end += 97) {
      expect(() => parseTokenizerJson(json.slice(0, end))).toThrow(FormatError);
    }
  });

  it('is read or refused, never more, whatever byte of it is another one', () => {
    const change = fc.tuple(fc.nat(json.length - 1), fc.constantFrom(...'"{}[],:0a\\\u0000'));
    const property = fc.property(change, ([at, character]) => {
      try {
        parseTokenizerJson(json.slice(0, at) + character + json.slice(at + 1)).encodeIds('low');
      } catch (error) {
        expect(BertsmithError.isInstance(error)).toBe(true);
      }
    });
    fc.assert(property, { numRuns: 300, seed: 31 });
  });
});

it('no regular expression repeats a repetition', () => {
  const root = new URL('../src/', import.meta.url);
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /(?<!\.test)\.ts$/.test(file),
  );
  // Two repetitions in one expression, or one of a group, is what backtracking needs to take more than linear time.
  const repetition = /[*+]|\{\d+,\d*\}/g;
  const expressions = files.flatMap((file) => {
    const source = readFileSync(new URL(file, root), 'utf8').replaceAll(/\/\*.*?\*\/|^\s*\/\/.*$/gms, '');
    return source.match(/(?<=[=(,:?!&|]\s*)\/(?![/*])(?:[^/\\\n]|\\.)+\/[dgimsuvy]*/g) ?? [];
  });
  expect(expressions.length).toBeGreaterThan(0);
  for (const expression of expressions) expect(expression.match(repetition) ?? [], expression).toHaveLength(0);
});
