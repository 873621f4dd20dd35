/** What the weights of a model directory are: how many, how many are not 0, and what they take on a disk. */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { openCheckpoint } from '@bertsmith/bert-core/files';
import { countElements } from '@bertsmith/tensor';

/** See the top of the file. */
export interface WeightTotals {
  readonly parameters: number;
  /** Parameters that are not 0. */
  readonly nonZero: number;
  /** The share of zeros among the weights of the encoder's matrices, which is where pruning leaves some. */
  readonly sparsity: number;
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
  await using checkpoint = await openCheckpoint(directory);
  const { files } = checkpoint;
  return {
    ...(await countWeights(checkpoint)),
    fileBytes: sum(await Promise.all(files.map(async (path) => (await stat(path)).size))),
    compressedBytes: sum(await Promise.all(files.map(compressedSize))),
  };
}

async function countWeights(checkpoint: Checkpoint): Promise<Omit<WeightTotals, 'fileBytes' | 'compressedBytes'>> {
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
