/** `@huggingface/transformers`, from files alone: it may not ask the network. */
import type * as Transformers from '@huggingface/transformers';
import type { BenchmarkContext, Contender } from '../harness/benchmark.js';
import type { Embed } from './check-embeddings.js';

/** Precisions by transformers.js's own names. */
export type Precision = 'fp32' | 'q8';

/** A loaded pipeline. */
export interface TransformersJs {
  readonly embed: (texts: readonly string[], batchSize: number) => Promise<Float32Array[]>;
  dispose(): Promise<void>;
}

/** Batches of transformers.js: what its users write, and the one that is said to be faster. */
const BATCH_SIZES = [1, 32] as const;

/** Loads `MODEL/onnx/model.onnx` (fp32) or `MODEL/onnx/model_quantized.onnx` (q8) of a folder of models. */
export async function loadTransformersJs(
  { env, pipeline }: typeof Transformers,
  {
    modelsFolder,
    model,
    precision,
    threads,
  }: { modelsFolder: string; model: string; precision: Precision; threads: number },
): Promise<TransformersJs> {
  Object.assign(env, { allowRemoteModels: false, allowLocalModels: true, localModelPath: modelsFolder });
  const extract = await pipeline('feature-extraction', model, {
    dtype: precision,
    device: 'cpu',
    session_options: { intraOpNumThreads: threads, interOpNumThreads: 1 },
  });
  return {
    async embed(texts, batchSize) {
      const vectors: Float32Array[] = [];
      for (let start = 0; start < texts.length; start += batchSize) {
        const { data, dims } = await extract(texts.slice(start, start + batchSize), { pooling: 'mean' });
        const [rows = 0, width = 0] = dims;
        for (let row = 0; row < rows; row++) {
          vectors.push((data as Float32Array).subarray(row * width, (row + 1) * width));
        }
      }
      return vectors;
    },
    dispose: async () => void (await extract.dispose()),
  };
}

/** Imports the package; nothing when it is not installed. */
export function importTransformersJs(context: BenchmarkContext): Promise<typeof Transformers | undefined> {
  return context.importPeer<typeof Transformers>('@huggingface/transformers');
}

/**
 * Three contenders of one pipeline: `transformers.js fp32` is measured at both batch sizes and counts with the better, round by round; the other two
 * say what it measured at each.
 */
export function bothBatchSizes(name: string, peer: TransformersJs, texts: readonly string[]): Contender[] {
  const rates = new Map<number, number>();
  const better: Contender = {
    name,
    async run() {
      for (const batchSize of BATCH_SIZES) {
        rates.set(batchSize, await measureRate((some) => peer.embed(some, batchSize), texts));
      }
      return Math.max(...rates.values());
    },
    dispose: () => peer.dispose(),
  };
  const each = BATCH_SIZES.map((batchSize) => ({
    name: `${name}, batch ${batchSize}`,
    run: async () => rates.get(batchSize) as number,
  }));
  return [better, ...each];
}

/** Texts per second of one pass over all texts. */
export async function measureRate(embed: Embed, texts: readonly string[]): Promise<number> {
  const start = performance.now();
  await embed(texts);
  return (texts.length / (performance.now() - start)) * 1000;
}
