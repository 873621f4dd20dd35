/** Text in, tags out: named entities, parts of speech. */
import { ConfigError, indexOfLargest } from '@bertsmith/tensor';
import type { Encoding } from '@bertsmith/tokenizer-wordpiece';
import type { BertForTokenClassification } from '../models/bert-for-token-classification.js';
import type { AbortOptions, EncoderRunner } from './encoder-runner.js';
import { type Entity, type LabelledWord, mergeEntities, OUTSIDE } from './merge-entities.js';
import { Pipeline } from './pipeline.js';
import { createRunner, type PipelineOptions, requireText, resolveMaxLength } from './pipeline-options.js';
import { softmaxOf } from './probabilities.js';
import { streamAnswers } from './stream-answers.js';

/** What {@link TokenClassifier.create} is given. */
export interface TokenClassifierOptions extends PipelineOptions<BertForTokenClassification> {
  /** Tokens that windows over a long text share, so that every word is seen with its neighbours. Default 32, or half of a short window. */
  readonly stride?: number | undefined;
}

/** The answer for one text. */
export interface TokenClassification {
  /** A label for each word. */
  readonly words: readonly LabelledWord[];
  /** What the labels that begin with `B-` and `I-` make of them; `O` and labels without either are left out. */
  readonly entities: readonly Entity[];
}

const DEFAULT_STRIDE = 32;

interface WindowOfText {
  readonly text: number;
  readonly encoding: Encoding;
  /** Tokens at both ends that a neighbouring window sees better. */
  readonly skipStart: number;
  readonly skipEnd: number;
}

/**
 * Labels the words of texts, or of lists of words. A word has the label of its first piece, as such models are trained. Texts of any
 * length are read in windows that overlap.
 *
 * @example
 * await using tagger = await TokenClassifier.create({ model, tokenizer, backend });
 * const [{ entities }] = await tagger.classify(['Ada Lovelace lived in London.']);
 */
export class TokenClassifier extends Pipeline<TokenClassifierOptions> {
  readonly #stride: number;

  private constructor(options: TokenClassifierOptions, stride: number, runner: EncoderRunner) {
    super(options, runner);
    this.#stride = stride;
  }

  /** Compiles the model. @throws ConfigError when an option is out of range, BackendError when the backend refuses the graph */
  static async create(options: TokenClassifierOptions): Promise<TokenClassifier> {
    const room = resolveMaxLength(options) - 2;
    const { stride = Math.min(DEFAULT_STRIDE, Math.floor(room / 2)) } = options;
    if (!Number.isSafeInteger(stride) || stride < 0 || stride >= room) {
      throw new ConfigError(`stride is ${stride}, expected a whole number from 0 to ${room - 1}`, { stride });
    }
    return new TokenClassifier(options, stride, await createRunner(options));
  }

  /** An answer for each text, in their order. @throws InputError when a text is empty, or the tokenizer is not the model's */
  async classify(
    texts: readonly (string | readonly string[])[],
    options: AbortOptions = {},
  ): Promise<TokenClassification[]> {
    const windowsByText = texts.map((text, position) => this.#windowsOf(text, position));
    const windows = windowsByText.flat();
    const tagged = texts.map((text, position) => {
      const spans = wordSpans(windowsByText[position] ?? []);
      return { spans, words: unlabelledWords(text, spans) };
    });
    await this.runRows(
      windows.map(({ encoding }) => ({ ids: encoding.inputIds })),
      (outputs, position) => {
        const window = windows[position] as WindowOfText;
        this.#labelWords(window, tagged[window.text] as TaggedText, outputs('logits'));
      },
      options,
    );
    return tagged.map(({ words }, index) => ({ words, entities: mergeEntities(texts[index] ?? '', words) }));
  }

  /** An answer for each text as they come, in their order and in bounded memory. */
  stream(
    texts: Iterable<string | readonly string[]> | AsyncIterable<string | readonly string[]>,
    options: AbortOptions = {},
  ): AsyncGenerator<TokenClassification> {
    return streamAnswers(texts, (chunk) => this.classify(chunk, options));
  }

  #windowsOf(text: string | readonly string[], position: number): WindowOfText[] {
    requireText(typeof text === 'string' ? text : text.join(' '), position);
    const options = { maxLength: this.maxLength, stride: this.#stride };
    const encodings = this.options.tokenizer.encodeWindows(text, options);
    const half = Math.floor(this.#stride / 2);
    return encodings.map((encoding, index) => ({
      text: position,
      encoding,
      skipStart: index === 0 ? 0 : half,
      skipEnd: index === encodings.length - 1 ? 0 : this.#stride - half,
    }));
  }

  /** Gives the words that begin in a window, but for its skipped ends, the label of their first piece. */
  #labelWords(
    { encoding, skipStart, skipEnd }: WindowOfText,
    { words, spans }: TaggedText,
    logits: Float32Array,
  ): void {
    const { labels } = this.options.model.config;
    const { wordIds } = encoding;
    const tokens = [...wordIds.keys()].filter((token) => (wordIds[token] as number) >= 0);
    for (const token of tokens.slice(skipStart, tokens.length - skipEnd)) {
      const index = wordIds[token] as number;
      // Pieces of one character, such as the letters of a Hangul syllable, all begin where it does.
      const isFirst = encoding.span(token)[0] === spans[index]?.[0] && wordIds[token - 1] !== index;
      if (!isFirst) continue;
      const scores = softmaxOf(logits.subarray(token * labels.length, (token + 1) * labels.length));
      const best = indexOfLargest(scores);
      const word = words[index] as LabelledWord;
      words[index] = { ...word, label: labels[best] as string, score: scores[best] as number };
    }
  }
}

type Span = readonly [start: number, end: number];

/** The words of a text, and where in it (of given words: in the word) the pieces of each begin and end. */
interface TaggedText {
  readonly words: LabelledWord[];
  readonly spans: readonly Span[];
}

function wordSpans(windows: readonly WindowOfText[]): Span[] {
  const spans: Span[] = [];
  for (const { encoding } of windows) {
    for (const [token, word] of encoding.wordIds.entries()) {
      const [start, end] = encoding.span(token);
      const [first, last] = spans[word] ?? [start, end];
      if (word >= 0) spans[word] = [Math.min(start, first), Math.max(end, last)];
    }
  }
  return spans;
}

/** A given word of which nothing is left after normalization keeps the label `O`. */
function unlabelledWords(text: string | readonly string[], spans: readonly Span[]): LabelledWord[] {
  const blank = { label: OUTSIDE, score: 0 };
  if (typeof text !== 'string') {
    return text.map((word, index) => ({ index, text: word, start: index, end: index + 1, ...blank }));
  }
  return spans.map(([start, end], index) => ({ index, text: text.slice(start, end), start, end, ...blank }));
}
