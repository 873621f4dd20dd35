import { ConfigError, InputError } from '@bertsmith/tensor';
import type { AddedToken } from './added-token.js';
import { type BatchEncoding, type BatchRow, padRows } from './batch-encoding.js';
import { toCodePointOffsets } from './code-point-offsets.js';
import { decodeTokens } from './decode-tokens.js';
import {
  type BatchOptions,
  checkTextOrWords,
  type EncodeOptions,
  OFFSET_UNITS,
  type PlacedEncodeOptions,
  type TextOrWords,
  textBudget,
  type WindowOptions,
} from './encode-options.js';
import { Encoding, type TokenRun } from './encoding.js';
import { WordPieceMatcher } from './matching/wordpiece-matcher.js';
import { BertNormalizer } from './normalization/bert-normalizer.js';
import { isNonStarter } from './normalization/character-classes.js';
import { checkChoice, checkList, describe } from './option-checks.js';
import { type RaggedIds, RaggedIdsBuilder } from './ragged-ids.js';
import { AddedTokenMatcher } from './scanning/added-token-matcher.js';
import { NeverSplitWords } from './scanning/never-split-words.js';
import { NormalizedScanner } from './scanning/normalized-scanner.js';
import { PlacedTokenBuffer } from './scanning/placed-token-buffer.js';
import { TokenBuffer } from './scanning/token-buffer.js';
import { type Scanner, WordScanner } from './scanning/word-scanner.js';
import { requireToken, type SpecialTokenNames } from './special-tokens.js';
import { BARE_TEMPLATE, isSequence } from './template.js';
import { TokenLayout } from './token-layout.js';
import { measureTokens } from './token-lengths.js';
import {
  extendVocabulary,
  resolveSettings,
  type TokenizerSettings,
  type WordPieceTokenizerOptions,
} from './tokenizer-settings.js';
import { truncatedLengths } from './truncation.js';
import type { Vocabulary } from './vocabulary.js';
import { keptSlices, listWindows, type TextSlices } from './windows.js';

/**
 * One input of many: a text, or an array of a text and, for a pair, the second one, which gets token type 1. A text that
 * is split into words already is in such an array too: `[['John', 'Smith']]`.
 */
export type TextInput = string | readonly [text: TextOrWords, pair?: TextOrWords];

/** What `decode` does beside joining tokens. */
export interface DecodeOptions {
  /** Leave `[CLS]`, `[SEP]` and the other special tokens out. Default true. */
  readonly skipSpecialTokens?: boolean | undefined;
  /** Close up punctuation and English contractions. Default: what the tokenizer's decoder says, true for BERT. */
  readonly cleanUp?: boolean | undefined;
}

/**
 * BERT's tokenizer: clean the text, cut it into words at spaces and punctuation, and each word into the longest pieces
 * that the vocabulary has (Devlin et al. 2019; Wu et al. 2016, section 4.1). Gives the ids of Hugging Face's
 * `BertNormalizer`, `BertPreTokenizer` and `WordPiece`.
 *
 * Differs from Hugging Face in that truncation and padding are never applied unasked.
 *
 * @example
 * const tokenizer = new WordPieceTokenizer({ vocabulary: ['[PAD]', '[UNK]', '[CLS]', '[SEP]', 'un', '##able'] });
 * tokenizer.encodeIds('Unable'); // Int32Array [2, 4, 5, 3]
 */
export class WordPieceTokenizer {
  readonly settings: TokenizerSettings;
  /** All tokens, the added ones included: as many as the rows of the model's embedding table. */
  readonly vocabulary: Vocabulary;

  readonly #matcher: WordPieceMatcher;
  readonly #scanner: Scanner;
  readonly #buffers: readonly [TokenBuffer, TokenBuffer];
  #placedBuffers: readonly [PlacedTokenBuffer, PlacedTokenBuffer] | undefined;
  readonly #layouts: Readonly<Record<'single' | 'pair' | 'bareSingle' | 'barePair', TokenLayout>>;
  readonly #specialIds: ReadonlySet<number>;

  /** @throws ConfigError for a vocabulary without `[UNK]`, `[CLS]` or `[SEP]`, or settings that do not fit together. */
  constructor(options: WordPieceTokenizerOptions) {
    this.settings = resolveSettings(options);
    const { addedTokens, specialTokens, vocabulary } = this.settings;
    this.vocabulary = extendVocabulary(vocabulary, addedTokens);
    this.#specialIds = new Set(addedTokens.filter(({ special }) => special).map(({ id }) => id));
    this.#layouts = layOut(this.settings);
    this.#matcher = new WordPieceMatcher({
      ...this.settings,
      tokens: vocabulary.tokens,
      characters: vocabulary.characters,
      unkTokenId: requireToken(vocabulary, specialTokens.unkToken, 'stands for unknown words'),
    });
    this.#scanner = createScanner(this.settings, this.#matcher);
    this.#buffers = [new TokenBuffer(this.#scanner, this.#matcher), new TokenBuffer(this.#scanner, this.#matcher)];
  }

  /** The id of `[PAD]`. @throws ConfigError when the vocabulary has none. */
  get padTokenId(): number {
    return this.#idOf('padToken', 'fills up the rows of a batch');
  }

  /** The id of `[UNK]`. */
  get unkTokenId(): number {
    return this.#idOf('unkToken', 'stands for unknown words');
  }

  /** The id of `[CLS]`. @throws ConfigError when the vocabulary has none. */
  get clsTokenId(): number {
    return this.#idOf('clsToken', 'begins every input');
  }

  /** The id of `[SEP]`. @throws ConfigError when the vocabulary has none. */
  get sepTokenId(): number {
    return this.#idOf('sepToken', 'ends every text');
  }

  /** The id of `[MASK]`. @throws ConfigError when the vocabulary has none. */
  get maskTokenId(): number {
    return this.#idOf('maskToken', 'stands for a token to be guessed');
  }

  /**
   * The ids of a text or pair, and nothing else: the fast path.
   *
   * @returns `[sequence]`, int32.
   * @throws InputError for a text that is no string, or that `truncation` would leave empty.
   * @throws ConfigError for a `maxLength` too small for the special tokens.
   */
  encodeIds(text: TextOrWords, options: EncodeOptions = {}): Int32Array {
    const layout = this.#layoutFor(options);
    return joinIds(layout, this.#buffers, fill(this.#buffers, text, options, layout));
  }

  /**
   * A text or pair with all there is to know about its tokens.
   *
   * @throws InputError, ConfigError as {@link encodeIds}.
   */
  encode(text: TextOrWords, options: PlacedEncodeOptions = {}): Encoding {
    checkChoice('offsetUnit', options.offsetUnit, OFFSET_UNITS);
    const layout = this.#layoutFor(options);
    this.#placedBuffers ??= this.#createPlacedBuffers();
    const slices = fill(this.#placedBuffers, text, options, layout);
    return this.#createPlacer(layout, text, options)(slices);
  }

  /**
   * All of a long text or pair in windows of `maxLength` tokens, as question answering reads a paragraph: what
   * {@link encode} gives, and then what it cut off. Name the text to be cut in `truncation`, as in `only_second`.
   *
   * Gives what Hugging Face calls an encoding and its `overflowing`, in that order; and all of them, where the Rust library
   * (0.23.2) stops reading a text after the word that reaches `maxLength`, and loses the windows behind it.
   * `batchEncodings` pads them to a batch.
   *
   * @example
   * tokenizer.encodeWindows(question, { pair: paragraph, maxLength: 384, stride: 128, truncation: 'only_second' });
   * @throws InputError, ConfigError as {@link encodeIds}; ConfigError for a `stride` that leaves a window nothing new.
   */
  encodeWindows(text: TextOrWords, options: WindowOptions): Encoding[] {
    const { maxLength, stride = 0, truncation, truncationSide, offsetUnit } = options;
    checkChoice('offsetUnit', offsetUnit, OFFSET_UNITS);
    const layout = this.#layoutFor(options);
    const budget = textBudget(options, layout.specialTokens);
    this.#placedBuffers ??= this.#createPlacedBuffers();
    fill(this.#placedBuffers, text, { ...options, maxLength: undefined }, layout);
    const [first, second] = this.#placedBuffers;
    const totals = [first.length, options.pair === undefined ? undefined : second.length] as const;
    const kept = truncatedLengths(totals, budget, truncation);
    const lengths = [first.length, second.length] as const;
    if (lengths.some((length, text) => length > 0 && kept[text] === 0)) throw noRoom(maxLength);
    const windows = listWindows(lengths, kept, stride, truncationSide);
    return windows.map(this.#createPlacer(layout, text, options));
  }

  /**
   * The ids of many texts or pairs in one array: what a data set is kept in, and the fastest way to make it.
   *
   * @throws InputError, ConfigError as {@link encodeIds}.
   */
  encodeRagged(inputs: Iterable<TextInput>, options: Omit<EncodeOptions, 'pair'> = {}): RaggedIds {
    const rows = new RaggedIdsBuilder();
    this.#addRows(rows, inputs, options, () => {});
    return rows.finish();
  }

  /**
   * Several texts or pairs in rows of one length.
   *
   * A padding that a `tokenizer.json` asks for is applied by `{ ...tokenizer.settings.storedPadding }`.
   *
   * @throws InputError, ConfigError as {@link encodeIds}; ConfigError for a vocabulary without `[PAD]`.
   */
  encodeBatch(inputs: Iterable<TextInput>, options: BatchOptions & { dtype: 'int64' }): BatchEncoding<BigInt64Array>;
  encodeBatch(inputs: Iterable<TextInput>, options?: BatchOptions & { dtype?: 'int32' | undefined }): BatchEncoding;
  encodeBatch(inputs: Iterable<TextInput>, options: BatchOptions = {}): BatchEncoding | BatchEncoding<BigInt64Array> {
    const rows = new RaggedIdsBuilder();
    const runs: (readonly TokenRun[])[] = [];
    this.#addRows(rows, inputs, options, (layout, slices) => runs.push(layout.runs(slices.lengths)));
    const { inputIds, rowSplits } = rows.finish();
    const cut = (runs: readonly TokenRun[], row: number): BatchRow => ({
      inputIds: inputIds.subarray(rowSplits[row], rowSplits[row + 1]),
      runs,
    });
    return padRows(runs.map(cut), options.padTokenId ?? this.padTokenId, options);
  }

  /**
   * The text that ids stand for, as far as it can be told: case, accents and most spacing are gone.
   *
   * @throws InputError for an id that the vocabulary does not have.
   */
  decode(ids: ArrayLike<number | bigint>, options: DecodeOptions = {}): string {
    const { skipSpecialTokens = true, cleanUp } = options;
    const { decoder } = this.settings;
    if (typeof ids?.length !== 'number') {
      throw new InputError(`decode: ids must be an array, it is ${describe(ids)}`, { actual: describe(ids) });
    }
    const kept = Array.from(ids, Number).filter((id) => !skipSpecialTokens || !this.#specialIds.has(id));
    const tokens = kept.map((id) => this.vocabulary.idToToken(id));
    return decodeTokens(tokens, decoder && { ...decoder, cleanUp: cleanUp ?? decoder.cleanUp });
  }

  /**
   * The texts of several rows of ids.
   *
   * @throws InputError for an id that the vocabulary does not have.
   */
  decodeBatch(rows: Iterable<ArrayLike<number | bigint>>, options: DecodeOptions = {}): string[] {
    return Array.from(rows, (ids) => this.decode(ids, options));
  }

  #addRows(
    rows: RaggedIdsBuilder,
    inputs: Iterable<TextInput>,
    options: EncodeOptions,
    take: (layout: TokenLayout, slices: TextSlices) => void,
  ): void {
    checkList('tokenizer: inputs', inputs);
    const [first, second] = this.#buffers;
    for (const input of inputs) {
      const [text, pair] = typeof input === 'string' ? [input] : checkInput(input);
      const rowOptions = pair === undefined ? options : { ...options, pair };
      const layout = this.#layoutFor(rowOptions);
      const slices = fill(this.#buffers, text, rowOptions, layout);
      rows.addRow(layout.countTokens(slices.lengths), (target, at) => {
        layout.writeIds(first.ids, second.ids, slices, target, at);
      });
      take(layout, slices);
    }
  }

  /** Makes encodings of what is in the placed buffers. */
  #createPlacer(
    layout: TokenLayout,
    text: TextOrWords,
    options: PlacedEncodeOptions,
  ): (slices: TextSlices) => Encoding {
    const [first, second] = this.#placedBuffers!;
    const pick = (buffer: PlacedTokenBuffer, source: TextOrWords) =>
      options.offsetUnit === 'codePoint' ? toCodePointOffsets(source, buffer.offsets, buffer.wordIds) : buffer.offsets;
    const offsets = [
      pick(first, text),
      options.pair === undefined ? second.offsets : pick(second, options.pair),
    ] as const;
    const wordIds = [first.wordIds, second.wordIds] as const;
    return (slices) =>
      new Encoding({
        inputIds: joinIds(layout, [first, second], slices),
        offsets: layout.place(offsets, slices, 2, 0),
        wordIds: layout.place(wordIds, slices, 1, -1),
        runs: layout.runs(slices.lengths),
        vocabulary: this.vocabulary,
      });
  }

  #layoutFor({ pair, addSpecialTokens = true }: EncodeOptions): TokenLayout {
    if (pair === undefined) return addSpecialTokens ? this.#layouts.single : this.#layouts.bareSingle;
    return addSpecialTokens ? this.#layouts.pair : this.#layouts.barePair;
  }

  #createPlacedBuffers(): readonly [PlacedTokenBuffer, PlacedTokenBuffer] {
    const lengths = measureTokens(this.settings.vocabulary, this.settings.continuingSubwordPrefix);
    const create = () => new PlacedTokenBuffer(this.#scanner, this.#matcher, lengths);
    return [create(), create()];
  }

  #idOf(name: keyof SpecialTokenNames, purpose: string): number {
    return requireToken(this.vocabulary, this.settings.specialTokens[name], purpose);
  }
}

/** @throws InputError for an input that is neither a text nor a pair. */
function checkInput(input: Exclude<TextInput, string>): Exclude<TextInput, string> {
  if (Array.isArray(input) && (input.length === 1 || input.length === 2)) return input;
  const message =
    `tokenizer: an input must be a text, or an array of a text and its pair, it is ${describe(input)}; ` +
    'words of one text go into an array of their own, as in [["John", "Smith"]]';
  throw new InputError(message, { input });
}

function layOut(settings: TokenizerSettings) {
  const { single, pair } = settings.template ?? BARE_TEMPLATE;
  return {
    single: new TokenLayout(single),
    pair: new TokenLayout(pair),
    bareSingle: new TokenLayout(single.filter(isSequence)),
    barePair: new TokenLayout(pair.filter(isSequence)),
  };
}

function createScanner(settings: TokenizerSettings, matcher: WordPieceMatcher): Scanner {
  const { addedTokens, normalizer, maxInputCharsPerWord } = settings;
  const inRawText = addedTokens.filter(({ normalized }) => !normalized);
  const options = {
    normalizer: new BertNormalizer(normalizer),
    labelOf: (codePoint: number) => matcher.alphabet.labelOf(codePoint),
    maxInputCharsPerWord,
    addedTokens: new AddedTokenMatcher(inRawText, new NeverSplitWords(settings)),
  };
  // The scanner of raw text would take a mark that begins a token for one of the letter before it.
  const isFastEnough = inRawText.length === addedTokens.length && !inRawText.some(beginsWithMark);
  if (isFastEnough) return new WordScanner(options);
  return new NormalizedScanner(
    options,
    addedTokens.filter(({ normalized }) => normalized),
  );
}

function beginsWithMark({ content }: AddedToken): boolean {
  return isNonStarter(content.codePointAt(0)!);
}

function joinIds(
  layout: TokenLayout,
  [first, second]: readonly [TokenBuffer, TokenBuffer],
  slices: TextSlices,
): Int32Array {
  const inputIds = new Int32Array(layout.countTokens(slices.lengths));
  layout.writeIds(first.ids, second.ids, slices, inputIds, 0);
  return inputIds;
}

/** Encodes a text and its pair into the buffers; returns which tokens of each to keep. */
function fill(
  [first, second]: readonly [TokenBuffer, TokenBuffer],
  text: TextOrWords,
  options: EncodeOptions,
  layout: TokenLayout,
): TextSlices {
  const { pair, truncation, truncationSide } = options;
  const budget = textBudget(options, layout.specialTokens);
  const limit = scanLimit(options);
  checkTextOrWords(text);
  first.fill(text, limit);
  if (pair === undefined) second.clear();
  else {
    checkTextOrWords(pair, 'pair');
    second.fill(pair, limit);
  }
  const lengths = truncatedLengths([first.length, pair === undefined ? undefined : second.length], budget, truncation);
  return keptSlices([first.length, second.length], lengths, truncationSide);
}

/**
 * How many tokens of each text to read at least. Reading stops after a word, which is where the Rust library (0.23.2)
 * stops: of two long texts, the longer one so far has the odd token of `longest_first`.
 */
function scanLimit({ maxLength, truncation = 'longest_first', truncationSide }: EncodeOptions): number {
  // What the left side loses is known only at the end of a text.
  if (truncationSide === 'left' || maxLength === undefined) return Number.POSITIVE_INFINITY;
  // One more shows that there is a token to be cut, which the text that a strategy names may not have.
  return truncation === 'longest_first' ? maxLength : maxLength + 1;
}

function noRoom(maxLength: number): ConfigError {
  const message = `encodeWindows: a maxLength of ${maxLength} leaves no room for text beside the special tokens; raise it`;
  return new ConfigError(message, { maxLength });
}
