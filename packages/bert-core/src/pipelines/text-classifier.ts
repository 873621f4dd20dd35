/** Text in, labels out. */
import { ConfigError } from '@bertsmith/tensor';
import type { BertForSequenceClassification } from '../models/bert-for-sequence-classification.js';
import type { BertForSequenceClassificationWithFeatures } from '../models/bert-for-sequence-classification-with-features.js';
import type { AbortOptions, EncoderRunner, TokenRow } from './encoder-runner.js';
import { Pipeline } from './pipeline.js';
import { createRunner, type PipelineOptions, type TextOrPair } from './pipeline-options.js';
import { sigmoidOf, softmaxOf } from './probabilities.js';
import { type TextVectorizer, vectorizeTexts } from './sparse-features.js';
import { streamAnswers } from './stream-answers.js';

/** What {@link TextClassifier.create} is given. */
export interface TextClassifierOptions
  extends PipelineOptions<BertForSequenceClassification | BertForSequenceClassificationWithFeatures> {
  /** For a model with features: the `TfidfVectorizer` that it was trained with. */
  readonly vectorizer?: TextVectorizer | undefined;
}

/** The answer for one text. */
export interface Classification {
  /** The label with the highest score. */
  readonly label: string;
  /** Its score: a probability, 0 to 1; of a regression the number itself. */
  readonly score: number;
  /** All labels with their scores, the highest first. */
  readonly scores: readonly { readonly label: string; readonly score: number }[];
}

/**
 * Classifies texts and pairs: the softmax of the logits, for several labels the sigmoid of each, for a regression the numbers as they are.
 * A text's answer does not hang on the texts beside it, but for float32 rounding.
 *
 * @example
 * await using classifier = await TextClassifier.create({ model, tokenizer, backend });
 * const [answer] = await classifier.classify(['a large cat']);
 */
export class TextClassifier extends Pipeline<TextClassifierOptions> {
  private constructor(options: TextClassifierOptions, runner: EncoderRunner) {
    super(options, runner);
  }

  /** Compiles the model. @throws ConfigError when an option is out of range, BackendError when the backend refuses the graph */
  static async create(options: TextClassifierOptions): Promise<TextClassifier> {
    requireVectorizer(options);
    return new TextClassifier(options, await createRunner(options));
  }

  /**
   * An answer for each text, in their order.
   *
   * @throws InputError when a text is empty, or the tokenizer is not the model's
   */
  async classify(texts: readonly TextOrPair[], options: AbortOptions = {}): Promise<Classification[]> {
    const rank = rankerOf(this.options.model);
    return await this.answerRows(this.#rowsOf(texts), (outputs) => rank(outputs('logits')), options);
  }

  #rowsOf(texts: readonly TextOrPair[]): TokenRow[] {
    const rows = this.encodeTexts(texts);
    const { model, vectorizer } = this.options;
    if (!('numFeatures' in model) || vectorizer === undefined) return rows;
    const features = vectorizeTexts(texts.map(joinedText), vectorizer, model.numFeatures);
    return rows.map((row, position) => ({ ...row, features: features[position] }));
  }

  /** An answer for each text as they come, in their order and in bounded memory. */
  stream(
    texts: Iterable<TextOrPair> | AsyncIterable<TextOrPair>,
    options: AbortOptions = {},
  ): AsyncGenerator<Classification> {
    return streamAnswers(texts, (chunk) => this.classify(chunk, options));
  }
}

/** What features are counted in: a pair is one text, its second part behind the first. */
function joinedText(input: TextOrPair): string {
  if (typeof input === 'string') return input;
  return input.pair === undefined ? input.text : `${input.text} ${input.pair}`;
}

function requireVectorizer({ model, vectorizer }: TextClassifierOptions): void {
  const hasFeatures = 'numFeatures' in model;
  if (hasFeatures === (vectorizer !== undefined)) return;
  throw new ConfigError(
    hasFeatures
      ? `the model has ${model.numFeatures} features: give the vectorizer that it was trained with`
      : 'the model has no features: leave the vectorizer out',
    { architecture: model.architecture },
  );
}

function rankerOf({ problemType, config }: TextClassifierOptions['model']): (logits: Float32Array) => Classification {
  const scoresOf = {
    single_label_classification: softmaxOf,
    multi_label_classification: (logits: Float32Array) => Array.from(logits, sigmoidOf),
    regression: (logits: Float32Array) => Array.from(logits),
  }[problemType];
  return (logits) => {
    const values = scoresOf(logits);
    const scores = config.labels.map((label, index) => ({ label, score: values[index] as number }));
    scores.sort((a, b) => b.score - a.score);
    const [best] = scores;
    return { label: best?.label ?? '', score: best?.score ?? 0, scores };
  };
}
