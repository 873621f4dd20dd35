/**
 * Runs a model over many rows of token ids: what all pipelines stand on.
 *
 * Rows of similar length share a run, so that little of it is padding; lengths are rounded up to few, since each new shape makes a runtime
 * keep memory. While one batch is computed, off this thread, the next is laid out.
 */
import type { Backend, Executable } from '@bertsmith/graph';
import { ConfigError, InputError, type Tensor } from '@bertsmith/tensor';
import type { BertInferenceModel, InferenceGraphOptions } from '../models/bert-model-with-head.js';
import { namedParameters } from '../parameters/named-parameters.js';

/** A text or pair as a model reads it. */
export interface TokenRow {
  readonly ids: Int32Array;
  /** Default: 0 for every token. */
  readonly tokenTypeIds?: Int32Array | undefined;
}

/** How batches are made. */
export interface BatchLimits {
  /** Rows of one run at most, from 1. Default 32. */
  readonly batchSize?: number | undefined;
  /** Tokens of one run at most, padding included, unless a single row has more. Default 2,048. */
  readonly batchTokens?: number | undefined;
  /** Threads of one run. Default: the backend's. */
  readonly threads?: number | undefined;
}

/** What {@link EncoderRunner.create} is given. */
export interface EncoderRunnerOptions extends BatchLimits {
  readonly model: BertInferenceModel;
  readonly backend: Backend;
  readonly padTokenId: number;
  readonly graph?: InferenceGraphOptions | undefined;
}

/** How long work may be ended early. */
export interface AbortOptions {
  /** Ends the work after the batch that is being computed; the promise is rejected with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** What one run gave. */
export interface BatchOutputs {
  /** Which of the rows each row of the batch is. */
  readonly positions: readonly number[];
  /** Tokens in each row of the batch, padding included. */
  readonly sequence: number;
  /** The elements of an output, valid until the callback returns. @throws ConfigError for an output that the model does not have */
  output(name: string): Float32Array;
  /** A row of an output: `elements / batch` of them. */
  row(name: string, index: number): Float32Array;
}

const DEFAULT_BATCH_SIZE = 32;
const DEFAULT_BATCH_TOKENS = 2048;
/** Lengths are rounded up to multiples of this. */
const LENGTH_STEP = 8;

interface PlannedBatch {
  readonly positions: readonly number[];
  readonly sequence: number;
}

/** See the top of the file. It reads the model's parameters as they are at each run. */
export class EncoderRunner {
  readonly #options: EncoderRunnerOptions;
  readonly #executable: Executable;

  private constructor(options: EncoderRunnerOptions, executable: Executable) {
    this.#options = options;
    this.#executable = executable;
  }

  /** Compiles the model. @throws ConfigError when a limit is out of range, BackendError when the backend refuses the graph */
  static async create(options: EncoderRunnerOptions): Promise<EncoderRunner> {
    const { model, backend, threads, graph } = options;
    for (const name of ['batchSize', 'batchTokens'] as const) requireCount(name, options[name]);
    const executable = await backend.compile({
      graph: model.buildInferenceGraph(graph),
      parameters: namedParameters(model.arena),
      ...(threads !== undefined && { threads }),
    });
    return new EncoderRunner(options, executable);
  }

  /**
   * Runs all rows, and calls back with each batch, in whatever order is fastest.
   *
   * @throws InputError for a row that the model cannot read: no tokens, more than it has positions, an id that is no word of it
   */
  async run(
    rows: readonly TokenRow[],
    onBatch: (batch: BatchOutputs) => void | Promise<void>,
    { signal }: AbortOptions = {},
  ): Promise<void> {
    for (const [position, row] of rows.entries()) checkRow(row, position, this.#options.model);
    const batches = planBatches(rows, this.#options);
    let feeds = batches[0] && this.#layOut(rows, batches[0]);
    for (const [index, batch] of batches.entries()) {
      signal?.throwIfAborted();
      const running = this.#executable.run(feeds as Record<string, Tensor>, { borrowOutputs: true });
      const next = batches[index + 1];
      feeds = next && this.#layOut(rows, next);
      await onBatch(readOutputs(batch, await running));
    }
  }

  async dispose(): Promise<void> {
    await this.#executable.dispose();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.dispose();
  }

  #layOut(rows: readonly TokenRow[], { positions, sequence }: PlannedBatch): Record<string, Tensor> {
    const size = positions.length * sequence;
    const inputIds = new Int32Array(size).fill(this.#options.padTokenId);
    const attentionMask = new Int32Array(size);
    const tokenTypeIds = new Int32Array(size);
    for (const [index, position] of positions.entries()) {
      const { ids, tokenTypeIds: types } = rows[position] as TokenRow;
      const start = index * sequence;
      inputIds.set(ids, start);
      attentionMask.fill(1, start, start + ids.length);
      if (types !== undefined) tokenTypeIds.set(types, start);
    }
    const asTensor = (data: Int32Array): Tensor => ({ dtype: 'int32', shape: [positions.length, sequence], data });
    return {
      input_ids: asTensor(inputIds),
      attention_mask: asTensor(attentionMask),
      token_type_ids: asTensor(tokenTypeIds),
    };
  }
}

/** Sorted by length, and cut where a batch is full. */
function planBatches(rows: readonly TokenRow[], options: EncoderRunnerOptions): PlannedBatch[] {
  const { batchSize = DEFAULT_BATCH_SIZE, batchTokens = DEFAULT_BATCH_TOKENS, model } = options;
  const longest = model.config.maxPositionEmbeddings;
  const lengthOf = (position: number) => {
    const { length } = (rows[position] as TokenRow).ids;
    return Math.min(longest, Math.ceil(length / LENGTH_STEP) * LENGTH_STEP);
  };
  const order = [...rows.keys()].sort((a, b) => lengthOf(a) - lengthOf(b));
  const batches: PlannedBatch[] = [];
  for (let start = 0; start < order.length; ) {
    let end = start + 1;
    const fits = () => (end + 1 - start) * lengthOf(order[end] as number) <= batchTokens;
    while (end < order.length && end - start < batchSize && fits()) end++;
    batches.push({ positions: order.slice(start, end), sequence: lengthOf(order[end - 1] as number) });
    start = end;
  }
  return batches;
}

function readOutputs({ positions, sequence }: PlannedBatch, outputs: ReadonlyMap<string, Tensor>): BatchOutputs {
  const output = (name: string): Float32Array => {
    const found = outputs.get(name);
    if (found !== undefined) return found.data as Float32Array;
    const names = [...outputs.keys()];
    throw new ConfigError(`the model has no output '${name}'; its outputs are: ${names.join(', ')}`, { name, names });
  };
  const row = (name: string, index: number) => {
    const data = output(name);
    const length = data.length / positions.length;
    return data.subarray(index * length, (index + 1) * length);
  };
  return { positions, sequence, output, row };
}

function checkRow({ ids, tokenTypeIds }: TokenRow, position: number, { config }: BertInferenceModel): void {
  const { vocabSize, maxPositionEmbeddings, typeVocabSize } = config;
  if (ids.length === 0) throw new InputError(`row ${position + 1} has no tokens; leave it out`, { position });
  if (ids.length > maxPositionEmbeddings) {
    const message = `row ${position + 1} has ${ids.length} tokens, the model takes ${maxPositionEmbeddings}: cut it`;
    throw new InputError(message, { position, length: ids.length, maxPositionEmbeddings });
  }
  const unknown = ids.find((id) => id < 0 || id >= vocabSize);
  if (unknown !== undefined) {
    const message = `the tokenizer gave the id ${unknown}, the model has ${vocabSize} words: use the tokenizer that it was trained with`;
    throw new InputError(message, { position, id: unknown, vocabSize });
  }
  const type = tokenTypeIds?.find((each) => each < 0 || each >= typeVocabSize);
  if (type === undefined) return;
  const message = `row ${position + 1} has a token of type ${type}, the model has ${typeVocabSize} types: it takes no pairs`;
  throw new InputError(message, { position, type, typeVocabSize });
}

function requireCount(name: string, value = 1): void {
  if (Number.isSafeInteger(value) && value >= 1) return;
  throw new ConfigError(`${name} is ${value}, expected a whole number from 1`, { [name]: value });
}
