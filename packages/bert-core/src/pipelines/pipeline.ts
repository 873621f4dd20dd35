import type { BertInferenceModel } from '../models/bert-model-with-head.js';
import type { AbortOptions, BatchOutputs, EncoderRunner, TokenRow } from './encoder-runner.js';
import { encodeText, type PipelineOptions, resolveMaxLength, type TextOrPair } from './pipeline-options.js';

/** A row of the outputs of a run, by their names. */
export type RowOutputs = (name: string) => Float32Array;

/** What pipelines have in common: what they were created with, and a runner to be disposed of. */
export abstract class Pipeline<Options extends PipelineOptions<BertInferenceModel>> {
  protected readonly options: Options;
  /** Tokens of a row at most. */
  protected readonly maxLength: number;
  readonly #runner: EncoderRunner;

  protected constructor(options: Options, runner: EncoderRunner) {
    this.options = options;
    this.maxLength = resolveMaxLength(options);
    this.#runner = runner;
  }

  /** Waits for the runs that were asked for, then frees what they need. */
  async dispose(): Promise<void> {
    await this.#runner.dispose();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.dispose();
  }

  /** Texts or pairs as rows, cut to {@link maxLength}. */
  protected encodeTexts(texts: readonly TextOrPair[]): TokenRow[] {
    return texts.map((text, position) => encodeText(text, position, this.options.tokenizer, this.maxLength));
  }

  /** Runs rows and calls back with each, in whatever order is fastest; the outputs are valid until the callback returns. */
  protected async runRows(
    rows: readonly TokenRow[],
    onRow: (outputs: RowOutputs, position: number) => void,
    options: AbortOptions,
  ): Promise<void> {
    const onBatch = ({ positions, row }: BatchOutputs) => {
      for (const [index, position] of positions.entries()) onRow((name) => row(name, index), position);
    };
    await this.#runner.run(rows, onBatch, options);
  }

  /** What `answer` makes of each row, in their order. */
  protected async answerRows<Answer>(
    rows: readonly TokenRow[],
    answer: (outputs: RowOutputs, position: number) => Answer,
    options: AbortOptions,
  ): Promise<Answer[]> {
    const answers = new Array<Answer>(rows.length);
    await this.runRows(
      rows,
      (outputs, position) => {
        answers[position] = answer(outputs, position);
      },
      options,
    );
    return answers;
  }
}
