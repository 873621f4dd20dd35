/** How fast a model answers, in the process that it is asked in: see {@link SpeedMeter}. */
import { createOnnxRuntimeBackend, type ExecutionProvider } from '@bertsmith/backend-onnxruntime';
import type { Backend } from '@bertsmith/graph';
import { currentRssBytes, peakRssBytes } from '@bertsmith/metrics';
import type { InputRecord } from '../prediction/input-record.js';
import { type Answerer, openAnswerer } from './open-answerer.js';
import { warmRuntime } from './warm-runtime.js';

/** What is measured, and on what. */
export interface SpeedSettings {
  /** The directory of the model. */
  readonly directory: string;
  readonly records: readonly InputRecord[];
  /** Records of a run of the graph, where many are asked for at once. */
  readonly batchSize: number;
  /** Tokens of a text. Default: as the model was trained. */
  readonly maxLength?: number | undefined;
  readonly threads: number;
  /** Default: the CPU. */
  readonly provider?: ExecutionProvider | undefined;
}

/** Physical memory of a process, in bytes. */
export interface ProcessMemory {
  /** With the records and the runtime, which has computed something, before the model was read. */
  readonly baselineRssBytes: number;
  /** The most that it had so far. */
  readonly peakRssBytes: number;
}

/** From so many on a pipeline shares batches out among sessions of one thread each (`EncoderRunner`). */
const BATCHES_PER_THREAD = 2;

/** Asks a model again and again. */
export class SpeedMeter {
  readonly #answerer: Answerer;
  readonly #records: readonly InputRecord[];
  readonly #baselineRssBytes: number;

  private constructor(answerer: Answerer, records: readonly InputRecord[], baselineRssBytes: number) {
    this.#answerer = answerer;
    this.#records = records;
    this.#baselineRssBytes = baselineRssBytes;
  }

  /** @throws InputError, FormatError, ConfigError for a directory whose model cannot answer */
  static async open(settings: SpeedSettings): Promise<SpeedMeter> {
    const { provider = 'cpu' } = settings;
    const backend = createOnnxRuntimeBackend({ executionProvider: provider });
    const baselineRssBytes = await rssWithRuntime(backend, settings);
    return new SpeedMeter(await openAnswerer(settings, backend), settings.records, baselineRssBytes);
  }

  /** The milliseconds of each record, asked for when the one before is answered. */
  async latenciesMs(): Promise<number[]> {
    const latencies: number[] = [];
    for (const record of this.#records) latencies.push(await this.#time([record]));
    return latencies;
  }

  /** All records asked for at once, answers a second: of the second time, since the first fills the caches again. */
  async textsPerSecond(): Promise<number> {
    await this.#answerer.answer(this.#records);
    return (1000 * this.#records.length) / (await this.#time(this.#records));
  }

  memory(): ProcessMemory {
    return { baselineRssBytes: this.#baselineRssBytes, peakRssBytes: peakRssBytes() };
  }

  async dispose(): Promise<void> {
    await this.#answerer.dispose();
  }

  async #time(records: readonly InputRecord[]): Promise<number> {
    const started = performance.now();
    await this.#answerer.answer(records);
    return performance.now() - started;
  }
}

async function rssWithRuntime(backend: Backend, { records, batchSize, threads }: SpeedSettings): Promise<number> {
  const batches = Math.ceil(records.length / batchSize);
  const areMany = threads > 1 && batches >= BATCHES_PER_THREAD * threads;
  await using _ = await warmRuntime(backend, { threads, areMany });
  return currentRssBytes();
}
