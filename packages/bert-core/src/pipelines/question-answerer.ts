/** A question and a text in, the answer in the text out. */
import { ConfigError } from '@bertsmith/tensor';
import type { Encoding } from '@bertsmith/tokenizer-wordpiece';
import type { BertForQuestionAnswering } from '../models/bert-for-question-answering.js';
import type { AbortOptions, EncoderRunner } from './encoder-runner.js';
import { Pipeline } from './pipeline.js';
import { createRunner, type PipelineOptions, requireText, resolveMaxLength } from './pipeline-options.js';
import { readAnswer } from './read-answer.js';
import { streamAnswers } from './stream-answers.js';

/** What {@link QuestionAnswerer.create} is given. */
export interface QuestionAnswererOptions extends PipelineOptions<BertForQuestionAnswering> {
  /** Tokens that windows over a long text share. Default 128, or a quarter of a short window. */
  readonly stride?: number | undefined;
  /** Tokens of an answer at most, from 1. Default 15. */
  readonly maxAnswerLength?: number | undefined;
  /** Whether a text may hold no answer (SQuAD 2.0): the empty answer then competes with the others. Default false. */
  readonly mayHaveNoAnswer?: boolean | undefined;
}

/** What is asked, and of what. */
export interface Question {
  readonly question: string;
  readonly context: string;
}

/** The answer: a stretch of the context. */
export interface Answer {
  /** As it is written in the context; empty when there is none. */
  readonly answer: string;
  /** Where it starts and ends in the context, in UTF-16 code units. */
  readonly start: number;
  readonly end: number;
  /** The product of the probabilities of its first and its last token, 0 to 1. */
  readonly score: number;
}

const DEFAULT_STRIDE = 128;
type Span = Omit<Answer, 'answer'>;
const NO_SPAN: Span = { start: 0, end: 0, score: 0 };

/** A window over a context; it is the second text of the pair. */
interface Window {
  readonly question: number;
  readonly encoding: Encoding;
}

/**
 * Finds the answer to a question in a text. A long text is read in windows that overlap, and the likeliest answer of all counts: that
 * with the largest product of the probabilities of its first and its last token. That there is none is as likely as the window says that
 * believes it least.
 *
 * @example
 * await using answerer = await QuestionAnswerer.create({ model, tokenizer, backend });
 * const [{ answer }] = await answerer.answer([{ question: 'Where do lynxes live?', context: 'Lynxes live in forests.' }]);
 */
export class QuestionAnswerer extends Pipeline<QuestionAnswererOptions> {
  readonly #stride: number;
  readonly #maxAnswerLength: number;

  private constructor(options: QuestionAnswererOptions, limits: [number, number], runner: EncoderRunner) {
    super(options, runner);
    [this.#stride, this.#maxAnswerLength] = limits;
  }

  /** Compiles the model. @throws ConfigError when an option is out of range, BackendError when the backend refuses the graph */
  static async create(options: QuestionAnswererOptions): Promise<QuestionAnswerer> {
    const length = resolveMaxLength(options);
    const { stride = Math.min(DEFAULT_STRIDE, Math.floor(length / 4)), maxAnswerLength = 15 } = options;
    for (const [name, value, minimum] of [
      ['stride', stride, 0],
      ['maxAnswerLength', maxAnswerLength, 1],
    ] as const) {
      if (Number.isSafeInteger(value) && value >= minimum) continue;
      throw new ConfigError(`${name} is ${value}, expected a whole number from ${minimum}`, { [name]: value });
    }
    return new QuestionAnswerer(options, [stride, maxAnswerLength], await createRunner(options));
  }

  /**
   * The likeliest answer to each question, in their order.
   *
   * @throws InputError when a question or context is empty
   * @throws ConfigError when a question leaves a window no room for more of the context than `stride`
   */
  async answer(questions: readonly Question[], options: AbortOptions = {}): Promise<Answer[]> {
    const windows = questions.flatMap((question, position) => this.#windowsOf(question, position));
    const read: { readonly span: Span; readonly noAnswer: number }[] = [];
    await this.runRows(
      windows.map(({ encoding }) => ({ ids: encoding.inputIds, tokenTypeIds: encoding.tokenTypeIds })),
      (outputs, position) => {
        const { encoding } = windows[position] as Window;
        read[position] = this.#readWindow(encoding, outputs('start_logits'), outputs('end_logits'));
      },
      options,
    );
    const found = questions.map(() => ({ span: NO_SPAN, noAnswer: 1 }));
    // In the order of the text, whichever was read first: of equal answers it is the first.
    for (const [position, { span, noAnswer }] of read.entries()) {
      const best = found[(windows[position] as Window).question] as { span: Span; noAnswer: number };
      if (span.score > best.span.score) best.span = span;
      // A window without the answer says nothing of the others.
      best.noAnswer = Math.min(best.noAnswer, noAnswer);
    }
    return found.map(({ span, noAnswer }, index) => {
      if (this.options.mayHaveNoAnswer && noAnswer > span.score)
        return { answer: '', start: 0, end: 0, score: noAnswer };
      return { answer: questions[index]?.context.slice(span.start, span.end) ?? '', ...span };
    });
  }

  /** An answer for each question as they come, in their order and in bounded memory. */
  stream(questions: Iterable<Question> | AsyncIterable<Question>, options: AbortOptions = {}): AsyncGenerator<Answer> {
    return streamAnswers(questions, (chunk) => this.answer(chunk, options));
  }

  #windowsOf({ question, context }: Question, position: number): Window[] {
    requireText(question, position);
    requireText(context, position);
    const options = {
      pair: context,
      maxLength: this.maxLength,
      stride: this.#stride,
      truncation: 'only_second',
    } as const;
    return this.options.tokenizer
      .encodeWindows(question, options)
      .map((encoding) => ({ question: position, encoding }));
  }

  #readWindow(
    encoding: Encoding,
    startLogits: Float32Array,
    endLogits: Float32Array,
  ): { span: Span; noAnswer: number } {
    const { sequenceIds } = encoding;
    const context = [...sequenceIds.keys()].filter((token) => sequenceIds[token] === 1);
    const { span, noAnswer } = readAnswer(startLogits, endLogits, context, this.#maxAnswerLength);
    if (span === undefined) return { span: NO_SPAN, noAnswer };
    const [[start], [, end]] = [encoding.span(span.first), encoding.span(span.last)];
    return { span: { start, end, score: span.score }, noAnswer };
  }
}
