/** Text in, labels out. */
import type { Backend, Executable } from '@bertsmith/graph';
import { ConfigError, InputError, type Tensor } from '@bertsmith/tensor';
import type { BertForSequenceClassification } from '../models/bert-for-sequence-classification.js';
import { namedParameters } from '../parameters/named-parameters.js';

/** What a classifier asks of a tokenizer; `WordPieceTokenizer` is one. */
export interface TextEncoder {
  readonly padTokenId: number;
  /** Ids with special tokens, cut to `maxLength`. */
  encodeIds(text: string, options: { readonly maxLength: number }): Int32Array;
}

/** What {@link TextClassifier.create} is given. */
export interface TextClassifierOptions {
  readonly model: BertForSequenceClassification;
  readonly tokenizer: TextEncoder;
  readonly backend: Backend;
  /** In tokens, from 2 to the model's `maxPositionEmbeddings`, which is the default; longer texts are cut. */
  readonly maxLength?: number;
  /** Texts of one run, from 1. Default 32. */
  readonly batchSize?: number;
  /** Default: the backend's. */
  readonly threads?: number;
}

/** The answer for one text. */
export interface Classification {
  /** The label with the highest probability. */
  readonly label: string;
  /** Its probability, 0 to 1. */
  readonly score: number;
  /** All labels with their probabilities, the highest first. */
  readonly scores: readonly { readonly label: string; readonly score: number }[];
}

/** Lengths are rounded up to multiples of this, so that the runtime sees few shapes. */
const LENGTH_STEP = 8;

/** `[CLS]` and `[SEP]`. */
const MINIMUM_LENGTH = 2;

interface EncodedText {
  readonly position: number;
  readonly ids: Int32Array;
}

/**
 * Classifies texts: the softmax of the logits. Texts of similar length share a run, so that little is padding; a text's answer does not
 * hang on the texts beside it, but for float32 rounding.
 *
 * It reads the model's parameters as they are at each call.
 *
 * @example
 * await using classifier = await TextClassifier.create({ model, tokenizer, backend });
 * const [answer] = await classifier.classify(['a large cat']);
 */
export class TextClassifier {
  readonly #options: CompleteOptions;
  readonly #executable: Executable;

  private constructor(options: CompleteOptions, executable: Executable) {
    this.#options = options;
    this.#executable = executable;
  }

  /** Compiles the model. @throws ConfigError when an option is out of range, BackendError when the backend refuses the graph */
  static async create(options: TextClassifierOptions): Promise<TextClassifier> {
    const complete = completeOptions(options);
    const { model, backend, threads } = complete;
    const executable = await backend.compile({
      graph: model.buildInferenceGraph(),
      parameters: namedParameters(model.arena),
      ...(threads !== undefined && { threads }),
    });
    return new TextClassifier(complete, executable);
  }

  /**
   * An answer for each text, in their order.
   *
   * @throws InputError when a text is empty, or the tokenizer is not the model's
   */
  async classify(texts: readonly string[]): Promise<Classification[]> {
    const { batchSize } = this.#options;
    const encoded = texts.map((text, position) => this.#encode(text, position));
    encoded.sort((a, b) => a.ids.length - b.ids.length);
    const answers = new Array<Classification>(texts.length);
    for (let start = 0; start < encoded.length; start += batchSize) {
      await this.#classifyBatch(encoded.slice(start, start + batchSize), answers);
    }
    return answers;
  }

  async dispose(): Promise<void> {
    await this.#executable.dispose();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.dispose();
  }

  #encode(text: string, position: number): EncodedText {
    if (text.trim() === '') throw new InputError(`text ${position + 1} is empty; leave it out`, { position });
    const { model, tokenizer, maxLength } = this.#options;
    const ids = tokenizer.encodeIds(text, { maxLength });
    requireKnownIds(ids, model.config.vocabSize);
    return { position, ids };
  }

  async #classifyBatch(batch: readonly EncodedText[], answers: Classification[]): Promise<void> {
    const { model, tokenizer } = this.#options;
    const feeds = padBatch(batch, tokenizer.padTokenId, model.config.maxPositionEmbeddings);
    const logits = (await this.#executable.run(feeds)).get('logits') as Tensor<'float32'>;
    const { labels } = model.config;
    for (const [row, { position }] of batch.entries()) {
      answers[position] = rankLabels(logits.data.subarray(row * labels.length, (row + 1) * labels.length), labels);
    }
  }
}

type CompleteOptions = TextClassifierOptions & Required<Pick<TextClassifierOptions, 'maxLength' | 'batchSize'>>;

function completeOptions(options: TextClassifierOptions): CompleteOptions {
  const longest = options.model.config.maxPositionEmbeddings;
  const { maxLength = longest, batchSize = 32 } = options;
  requireWhole('maxLength', maxLength, MINIMUM_LENGTH, longest);
  requireWhole('batchSize', batchSize, 1, Number.MAX_SAFE_INTEGER);
  return { ...options, maxLength, batchSize };
}

function requireWhole(name: string, value: number, minimum: number, maximum: number): void {
  if (Number.isSafeInteger(value) && value >= minimum && value <= maximum) return;
  throw new ConfigError(`text classifier: ${name} is ${value}, expected a whole number from ${minimum} to ${maximum}`, {
    [name]: value,
  });
}

function requireKnownIds(ids: Int32Array, vocabSize: number): void {
  const unknown = ids.find((id) => id < 0 || id >= vocabSize);
  if (unknown === undefined) return;
  throw new InputError(
    `the tokenizer gave the id ${unknown}, the model has ${vocabSize} words: use the tokenizer that it was trained with`,
    { id: unknown, vocabSize },
  );
}

function padBatch(batch: readonly EncodedText[], padTokenId: number, longest: number): Record<string, Tensor> {
  const length = Math.max(...batch.map(({ ids }) => ids.length));
  const sequence = Math.min(longest, Math.ceil(length / LENGTH_STEP) * LENGTH_STEP);
  const size = batch.length * sequence;
  const inputIds = new Int32Array(size).fill(padTokenId);
  const attentionMask = new Int32Array(size);
  for (const [row, { ids }] of batch.entries()) {
    inputIds.set(ids, row * sequence);
    attentionMask.fill(1, row * sequence, row * sequence + ids.length);
  }
  const asTensor = (data: Int32Array): Tensor => ({ dtype: 'int32', shape: [batch.length, sequence], data });
  return {
    input_ids: asTensor(inputIds),
    attention_mask: asTensor(attentionMask),
    token_type_ids: asTensor(new Int32Array(size)),
  };
}

function rankLabels(logits: Float32Array, labels: readonly string[]): Classification {
  const largest = logits.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const exponentials = Array.from(logits, (logit) => Math.exp(logit - largest));
  const sum = exponentials.reduce((a, b) => a + b, 0);
  const scores = labels.map((label, index) => ({ label, score: (exponentials[index] as number) / sum }));
  scores.sort((a, b) => b.score - a.score);
  const [best] = scores;
  return { label: best?.label ?? '', score: best?.score ?? 0, scores };
}
