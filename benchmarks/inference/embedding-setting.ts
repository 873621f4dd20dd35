/** What benchmarks that make vectors of texts work with: the model, and the peers that are there. */
import { join } from 'node:path';
import type * as Transformers from '@huggingface/transformers';
import type { BenchmarkContext } from '../harness/benchmark.js';
import type { PeerProcess } from '../harness/peer-process.js';
import { DEFAULT_MODEL_FOLDER, MODEL_NAME } from '../harness/shared-folder.js';
import { findPeerFiles } from './peer-files.js';
import type { PythonRun } from './python-runtime.js';
import { CACHE_FOLDER, requireFile } from './shared-files.js';
import { importTransformersJs, loadTransformersJs } from './transformers-js.js';

/** Tokens that the model takes; longer paragraphs are cut, by everybody. */
const MAX_LENGTH = 512;

/** Python's runtime is fastest with this many texts of similar length. */
export const PYTHON_BATCH = 8;

/** Sentences of a round of `one at a time`. */
export const SINGLE_TEXTS = 200;

/** What all cases work with. */
export interface EmbeddingSetting {
  readonly context: BenchmarkContext;
  readonly modelFolder: string;
  readonly peerFolder: string | undefined;
  readonly python: PeerProcess | undefined;
  readonly transformers: typeof Transformers | undefined;
}

/**
 * Finds the model and the peers.
 *
 * @param peer what the Python peer is called, and its program where that is not the benchmark's own
 */
export async function openEmbeddingSetting(
  context: BenchmarkContext,
  peer: { readonly name: string; readonly program?: string },
): Promise<EmbeddingSetting> {
  const modelFolder = context.modelFolder ?? DEFAULT_MODEL_FOLDER;
  requireFile(join(modelFolder, 'config.json'));
  const python = await context.startPythonPeer(peer.name, peer.program);
  const peerFolder = await findPeerFiles(context, modelFolder, python);
  const transformers = (peerFolder && (await importTransformersJs(context))) || undefined;
  return { context, modelFolder, peerFolder, python, transformers };
}

/** transformers.js with one of its files; undefined where it is not there. */
export async function loadPrecision({ transformers, context }: EmbeddingSetting, precision: 'fp32' | 'q8') {
  if (transformers === undefined) return undefined;
  const { threads } = context;
  return await loadTransformersJs(transformers, { modelsFolder: CACHE_FOLDER, model: MODEL_NAME, precision, threads });
}

/** What Python's runtime is asked for. @param model an ONNX file */
export function pythonRun(
  { modelFolder }: EmbeddingSetting,
  model: string,
  texts: readonly string[],
  batch: number,
): PythonRun {
  return { model, tokenizer: join(modelFolder, 'tokenizer.json'), texts, batch, maxLength: MAX_LENGTH };
}
