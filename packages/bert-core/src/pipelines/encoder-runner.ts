/**
 * Runs a model over many rows of token ids: what all pipelines stand on.
 *
 * Rows of similar length share a run, so that little of it is padding, and a run has a number of tokens rather than of rows, so that what
 * it works on stays in the processor's caches. Many batches are shared out among sessions of one thread each, which read the same
 * parameters: threads that share a product wait for each other. A few batches are each computed by all threads.
 * `docs/decisions/2026-11-25-inference-batches.md` has the times.
 */
import type { Backend, CompileOptions, Executable, Graph } from '@bertsmith/graph';
import { BackendError, ConfigError, InputError, type Tensor } from '@bertsmith/tensor';
import type { BertInferenceModel, InferenceGraphOptions } from '../models/bert-model-with-head.js';
import { inferenceParameters } from '../parameters/inference-parameters.js';
import { layOutFeatures, type SparseFeatures } from './sparse-features.js';
import { Turns } from './turns.js';

/** A text or pair as a model reads it. */
export interface TokenRow {
  readonly ids: Int32Array;
  /** Default: 0 for every token. */
  readonly tokenTypeIds?: Int32Array | undefined;
  /** What a model with features sees of the text beside its tokens. Default: none. */
  readonly features?: SparseFeatures | undefined;
}

/** How batches are made. */
export interface BatchLimits {
  /** Rows of one run at most, from 1. Default 64. Who names it means it: there is then no limit of tokens but one that is named too. */
  readonly batchSize?: number | undefined;
  /** Tokens of one run at most, padding included, unless a single row has more. Default 512, which is fastest; none with `batchSize`. */
  readonly batchTokens?: number | undefined;
  /** Threads of the computation, from 1. Default 2. */
  readonly threads?: number | undefined;
  /**
   * The model's parameters do not change any more: a few texts at a time are computed faster, with a copy of the parameters that is made
   * when they come for the first time. Default false: every call reads them as they are.
   */
  readonly frozen?: boolean | undefined;
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

/** How {@link EncoderRunner.run} calls back. */
export interface EncoderRunOptions extends AbortOptions {
  /**
   * The rows one after the other as they are given, so that what is added up comes out the same every time. Rows of all lengths then share a run, and a
   * thread that is done waits until the rows before its own are. Default false.
   */
  readonly inOrder?: boolean | undefined;
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

const DEFAULT_BATCH_SIZE = 64;
const DEFAULT_BATCH_TOKENS = 512;
const DEFAULT_THREADS = 2;
/** Fewer batches than this for each thread are computed one after the other, by all threads. */
const BATCHES_PER_THREAD = 2;

/** What the executables of one run share. */
interface Job {
  readonly rows: readonly TokenRow[];
  readonly onBatch: (batch: BatchOutputs) => void;
  readonly signal: AbortSignal | undefined;
  /** Batches with their places in the plan. */
  readonly queue: Iterator<[number, PlannedBatch]>;
  /** Whose turn it is to be called back with; undefined where that is anybody's. */
  readonly turns: Turns | undefined;
  isStopped: boolean;
}

interface PlannedBatch {
  readonly positions: number[];
  sequence: number;
}

/** See the top of the file. Unless it is frozen, it reads the model's parameters as they are at each run. */
export class EncoderRunner {
  readonly #options: EncoderRunnerOptions;
  readonly #graph: Graph;
  readonly #threads: number;
  /** Of all threads, for few batches; with frozen parameters, whose copy not everybody needs, made when there are few for the first time. */
  #wide: Executable | undefined;
  readonly #hasFeatures: boolean;
  /** Of one thread each, for many; made when there are many for the first time. */
  #narrow: readonly Executable[] | undefined;
  #lastRun: Promise<void> = Promise.resolve();
  #isDisposed = false;

  private constructor(options: EncoderRunnerOptions) {
    this.#options = options;
    this.#graph = options.model.buildInferenceGraph(options.graph);
    this.#threads = options.threads ?? DEFAULT_THREADS;
    this.#hasFeatures = this.#graph.inputs.has('feature_ids');
  }

  /**
   * Compiles the model; one with frozen parameters and several threads only in {@link run}, as it is then known what for.
   *
   * @throws ConfigError when a limit is out of range, BackendError when the backend refuses the graph
   */
  static async create(options: EncoderRunnerOptions): Promise<EncoderRunner> {
    for (const name of ['batchSize', 'batchTokens', 'threads'] as const) requireCount(name, options[name]);
    const runner = new EncoderRunner(options);
    const isLazy = options.frozen === true && runner.#canRunBeside;
    if (!isLazy) await runner.#compileWide();
    return runner;
  }

  /**
   * Runs all rows, and calls back with each batch, in whatever order is fastest, or in that of the rows; never with two at a time. Calls that overlap wait for
   * each other. After a failure, or when the signal aborts, no batch is begun any more, and none is called back with.
   *
   * @throws InputError for a row that the model cannot read: no tokens, more than it has positions, an id that is no word of it
   * @throws BackendError when a run fails, or after `dispose`
   */
  async run(
    rows: readonly TokenRow[],
    onBatch: (batch: BatchOutputs) => void,
    options: EncoderRunOptions = {},
  ): Promise<void> {
    for (const [position, row] of rows.entries()) checkRow(row, position, this.#options.model);
    const run = this.#lastRun.then(() => this.#runNow(rows, onBatch, options));
    this.#lastRun = run.catch(() => undefined);
    await run;
  }

  /** Waits for the runs that were asked for, then frees what they need. */
  async dispose(): Promise<void> {
    this.#isDisposed = true;
    await this.#lastRun;
    await this.#wide?.dispose();
    for (const executable of this.#narrow ?? []) await executable.dispose();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.dispose();
  }

  async #runNow(
    rows: readonly TokenRow[],
    onBatch: (batch: BatchOutputs) => void,
    { signal, inOrder = false }: EncoderRunOptions,
  ): Promise<void> {
    if (this.#isDisposed) throw new BackendError('the pipeline was disposed and cannot run');
    const batches = planBatches(rows, this.#options, inOrder);
    const isMany = this.#canRunBeside && batches.length >= BATCHES_PER_THREAD * this.#threads;
    const executables = isMany ? await this.#compileNarrow() : [await this.#compileWide()];
    // All take from one queue.
    const turns = inOrder && isMany ? new Turns() : undefined;
    const job: Job = { rows, onBatch, signal, turns, queue: batches.entries(), isStopped: false };
    const results = await Promise.allSettled(executables.map((executable) => this.#work(executable, job)));
    const failure = results.find((result) => result.status === 'rejected');
    if (failure !== undefined) throw failure.reason;
  }

  /** A device with memory of its own gains nothing by several executables. */
  get #canRunBeside(): boolean {
    return this.#threads > 1 && this.#options.backend.hasDeviceMemory !== true;
  }

  async #compileWide(): Promise<Executable> {
    const how = { threads: this.#threads, frozenParameters: this.#options.frozen ?? false };
    this.#wide ??= await this.#compile(how);
    return this.#wide;
  }

  async #compileNarrow(): Promise<readonly Executable[]> {
    if (this.#narrow !== undefined) return this.#narrow;
    const compileOne = () => this.#compile({ threads: 1, concurrent: true });
    const compiled: Executable[] = [];
    try {
      for (let thread = 0; thread < this.#threads; thread++) compiled.push(await compileOne());
    } catch (error) {
      for (const executable of compiled) await executable.dispose();
      throw error;
    }
    this.#narrow = compiled;
    return compiled;
  }

  #compile(how: Pick<CompileOptions, 'threads' | 'concurrent' | 'frozenParameters'>): Promise<Executable> {
    const { backend, model } = this.#options;
    // What never changes need not be read where it is, and products of integers gain a third by it.
    const isFixed = model.inferenceParameters !== undefined;
    const request = { graph: this.#graph, parameters: inferenceParameters(model), ...how };
    return backend.compile(isFixed ? { ...request, frozenParameters: true } : request);
  }

  /** Runs batches until none is left. While one is computed, the next is laid out, unless there are turns: who waits for one would keep the next from others. */
  async #work(executable: Executable, job: Job): Promise<void> {
    const { turns, signal, onBatch } = job;
    try {
      let next = this.#takeNext(job);
      while (next !== undefined && !job.isStopped) {
        signal?.throwIfAborted();
        const { index, batch, feeds } = next;
        const running = executable.run(feeds, { borrowOutputs: true });
        next = turns === undefined ? this.#takeNext(job) : undefined;
        const outputs = await running;
        await turns?.wait(index);
        signal?.throwIfAborted();
        if (!job.isStopped) onBatch(readOutputs(batch, outputs));
        turns?.pass();
        next ??= this.#takeNext(job);
      }
    } catch (error) {
      job.isStopped = true;
      turns?.end();
      throw error;
    }
  }

  #takeNext({ queue, rows }: Job) {
    const { value, done } = queue.next();
    if (done) return undefined;
    const [index, batch] = value;
    return { index, batch, feeds: this.#layOut(rows, batch) };
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
    const feeds = {
      input_ids: asTensor(inputIds),
      attention_mask: asTensor(attentionMask),
      token_type_ids: asTensor(tokenTypeIds),
      ...(this.#hasFeatures && layOutFeatures(positions.map((position) => rows[position]?.features))),
    };
    // A graph of the embeddings alone has no attention.
    return Object.fromEntries(Object.entries(feeds).filter(([name]) => this.#graph.inputs.has(name)));
  }
}

/** Cut where a batch is full. Sorted by length, the longest first so that no thread is left with them at the end, unless the order is to stay. */
function planBatches(rows: readonly TokenRow[], options: EncoderRunnerOptions, inOrder: boolean): PlannedBatch[] {
  const { batchSize = DEFAULT_BATCH_SIZE } = options;
  const { batchTokens = options.batchSize === undefined ? DEFAULT_BATCH_TOKENS : Number.POSITIVE_INFINITY } = options;
  const lengthOf = (position: number) => (rows[position] as TokenRow).ids.length;
  const order = inOrder ? [...rows.keys()] : [...rows.keys()].sort((a, b) => lengthOf(b) - lengthOf(a));
  const batches: PlannedBatch[] = [];
  for (const position of order) {
    const last = batches.at(-1);
    const length = lengthOf(position);
    const longest = Math.max(last?.sequence ?? 0, length);
    if (
      last !== undefined &&
      last.positions.length < batchSize &&
      longest * (last.positions.length + 1) <= batchTokens
    ) {
      last.positions.push(position);
      last.sequence = longest;
    } else {
      batches.push({ positions: [position], sequence: length });
    }
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
  if (tokenTypeIds !== undefined && tokenTypeIds.length !== ids.length) {
    const message = `row ${position + 1} has ${ids.length} tokens and ${tokenTypeIds.length} token types: give one for each`;
    throw new InputError(message, { position, length: ids.length });
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
