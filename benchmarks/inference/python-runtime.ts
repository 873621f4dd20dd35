/** Python's onnxruntime, on the peer's own ONNX file or on one that we exported. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Contender } from '../harness/benchmark.js';
import type { PeerProcess } from '../harness/peer-process.js';
import { checkEmbeddings } from './check-embeddings.js';

/** The contender's name, and what its figure goes under. */
export const PYTHON_RUNTIME = 'onnxruntime (Python)';

/** What Python is given. */
export interface PythonRun {
  /** An ONNX file. */
  readonly model: string;
  /** A `tokenizer.json`. */
  readonly tokenizer: string;
  readonly texts: readonly string[];
  /** Texts of a run, sorted by length before; 1 is one at a time, in order. */
  readonly batch: number;
  /** In tokens. */
  readonly maxLength: number;
}

/**
 * Prepares the contender and checks that its vectors are ours.
 *
 * @param expected left out of a file whose answers are its own
 * @param name the contender's
 */
export async function preparePythonRuntime(
  peer: PeerProcess,
  { texts, maxLength, ...run }: PythonRun,
  expected?: readonly Float32Array[],
  name: string = PYTHON_RUNTIME,
): Promise<Contender> {
  const folder = await mkdtemp(join(tmpdir(), 'bertsmith-inference-'));
  try {
    const [textsFile, output] = [join(folder, 'texts.json'), join(folder, 'vectors')];
    await writeFile(textsFile, JSON.stringify(texts));
    const contender = await peer.prepare(name, { ...run, texts: textsFile, max_length: maxLength });
    if (expected === undefined) return contender;
    await peer.request({ command: 'vectors', contender: name, output });
    checkEmbeddings(name, expected, splitRows(await readFile(output), texts.length));
    return contender;
  } finally {
    await rm(folder, { recursive: true });
  }
}

function splitRows(bytes: Buffer, rows: number): Float32Array[] {
  const all = new Float32Array(Uint8Array.from(bytes).buffer);
  const width = all.length / rows;
  return Array.from({ length: rows }, (_, row) => all.subarray(row * width, (row + 1) * width));
}
