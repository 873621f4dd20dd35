import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { BenchmarkContext } from '../harness/benchmark.js';
import type { PeerProcess } from '../harness/peer-process.js';
import { MODEL_NAME } from '../harness/shared-folder.js';
import { CACHE_FOLDER } from './shared-files.js';

/** The folder of the peers' ONNX files, made by Python if they are not there yet; nothing, and it is said so, when they cannot be made. */
export async function findPeerFiles(
  context: BenchmarkContext,
  modelFolder: string,
  python: PeerProcess | undefined,
): Promise<string | undefined> {
  const folder = join(CACHE_FOLDER, MODEL_NAME);
  if (existsSync(join(folder, 'onnx', 'model_quantized.onnx'))) return folder;
  if (python === undefined) {
    context.leaveOut('transformers.js', `there are no ONNX files in ${folder}; --python makes them`);
    return undefined;
  }
  context.log(`making the ONNX files of the peers in ${folder}`);
  await python.request({ command: 'make_files', model: modelFolder, output: folder });
  return folder;
}
