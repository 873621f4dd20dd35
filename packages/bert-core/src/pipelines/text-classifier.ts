/** Text in, labels out. */
import type { Backend, Executable } from '@bertsmith/graph';
import { InputError, type Tensor } from '@bertsmith/tensor';
import type { BertForSequenceClassification } from '../models/bert-for-sequence-classification.js';

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
  /** Longer texts are cut. Default: what the model takes at most. */
  readonly maxLength?: number;
  /** Texts of one run. Default 32. */
  readonly batchSize?: number;
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

interface EncodedText {
  readonly position: number;
  readonly ids: Int32Array;
}

/**
 * Classifies texts.
 *
 * @example
 * await using classifier = await TextClassifier.create({ model, tokenizer, backend });
 * const [answer] = await classifier.classify(['a large cat']);
 */
export class TextClassifier {
  readonly #options: TextClassifierOptions;
  readonly #executable: Executable;

  private constructor(options: TextClassifierOptions, executable: Executable) {
    this.#options = options;
    this.#executable = executable;
  }

  static async create(options: TextClassifierOptions): Promise<TextClassifier> {
    const { model, backend, threads } = options;
    const { arena } = model;
    const executable = await backend.compile({
      graph: model.buildInferenceGraph(),
      parameters: new Map(arena.entries.map(({ specification: { name } }) => [name, arena.get(name)])),
      ...(threads !== undefined && { threads }),
    });
    return new TextClassifier(options, executable);
  }

  /**
   * An answer for each text, in their order.
   *
   * @throws InputError when a text is empty
   */
  async classify(texts: readonly string[]): Promise<Classification[]> {
    const { batchSize = 32 } = this.#options;
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
    const { model, tokenizer, maxLength = model.config.maxPositionEmbeddings } = this.#options;
    return { position, ids: tokenizer.encodeIds(text, { maxLength }) };
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
