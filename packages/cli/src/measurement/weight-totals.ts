/** What the weights of a model directory are: how many, how many are not 0, and what they take on a disk. */
import { createReadStream, existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { loadConfig, openCheckpoint } from '@bertsmith/bert-core/files';
import { DATA_FILE, hasQuantizedWeights, loadQuantizedModel, MODEL_FILE } from '@bertsmith/quantize/files';
import { countElements } from '@bertsmith/tensor';

/** See the top of the file. */
export interface WeightTotals {
  readonly parameters: number;
  /** Parameters that are not 0; null of quantized weights, where a step stands for many values. */
  readonly nonZero: number | null;
  /** The share of zeros among the weights of the encoder's matrices, which is where pruning leaves some; null of quantized ones. */
  readonly sparsity: number | null;
  /** Of the files of weights that are deployed. */
  readonly fileBytes: number;
  /** The same behind gzip: what goes over a network. */
  readonly compressedBytes: number;
}

type Checkpoint = Awaited<ReturnType<typeof openCheckpoint>>;

const FLOATING_POINT = new Set<string>(['float32', 'float16', 'bfloat16', 'float64']);
const ENCODER_MATRIX = /encoder\.layer\.\d+\..*\.weight$/;

/** @throws InputError, FormatError for a directory without weights that can be read */
export async function weightTotals(directory: string): Promise<WeightTotals> {
  const { files, counts } = await ((await isQuantized(directory)) ? countQuantized(directory) : countFloat(directory));
  return {
    ...counts,
    fileBytes: sum(await Promise.all(files.map(async (path) => (await stat(path)).size))),
    compressedBytes: sum(await Promise.all(files.map(compressedSize))),
  };
}

/** Weights may be measured without a configuration beside them; those are float. */
async function isQuantized(directory: string): Promise<boolean> {
  return existsSync(join(directory, 'config.json')) && hasQuantizedWeights(await loadConfig(directory));
}

type Counts = Omit<WeightTotals, 'fileBytes' | 'compressedBytes'>;

interface CountedFiles {
  readonly files: readonly string[];
  readonly counts: Counts;
}

async function countFloat(directory: string): Promise<CountedFiles> {
  await using checkpoint = await openCheckpoint(directory);
  return { files: checkpoint.files, counts: await countWeights(checkpoint) };
}

async function countQuantized(directory: string): Promise<CountedFiles> {
  const { parameterCount } = await loadQuantizedModel(directory);
  const files = [MODEL_FILE, DATA_FILE].map((name) => join(directory, name)).filter((path) => existsSync(path));
  return { files, counts: { parameters: parameterCount, nonZero: null, sparsity: null } };
}

async function countWeights(checkpoint: Checkpoint): Promise<Counts> {
  const [all, matrices] = [
    { elements: 0, zeros: 0 },
    { elements: 0, zeros: 0 },
  ];
  for (const { name, dtype, shape } of checkpoint.tensors.values()) {
    // Numbers of positions are no parameters.
    if (!FLOATING_POINT.has(dtype)) continue;
    const values = new Float32Array(countElements(shape));
    await checkpoint.readInto(name, values);
    const zeros = values.reduce((count, value) => (value === 0 ? count + 1 : count), 0);
    for (const totals of ENCODER_MATRIX.test(name) && shape.length === 2 ? [all, matrices] : [all]) {
      totals.elements += values.length;
      totals.zeros += zeros;
    }
  }
  const sparsity = matrices.elements === 0 ? 0 : matrices.zeros / matrices.elements;
  return { parameters: all.elements, nonZero: all.elements - all.zeros, sparsity };
}

/** Bytes behind gzip, without keeping them. */
async function compressedSize(path: string): Promise<number> {
  let bytes = 0;
  const count = new Writable({
    write(chunk: Buffer, _, done) {
      bytes += chunk.length;
      done();
    },
  });
  await pipeline(createReadStream(path), createGzip(), count);
  return bytes;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
