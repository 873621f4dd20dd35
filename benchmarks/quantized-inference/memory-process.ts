/** One process of `memory.ts`: what it occupies before, while and after a model is loaded and asked, as JSON. */
import { createOnnxRuntimeBackend } from '@bertsmith/backend-onnxruntime';
import { type BertInferenceModel, EncoderRunner, type TokenRow } from '@bertsmith/bert-core';
import { loadConfig, loadModel } from '@bertsmith/bert-core/files';
import { Xoshiro128 } from '@bertsmith/data';
import { createGraph, type Executable, input, negate } from '@bertsmith/graph';
import { currentRssBytes, peakRssBytes } from '@bertsmith/metrics';
import { hasQuantizedWeights, loadQuantizedModel } from '@bertsmith/quantize/files';
import { tensor } from '@bertsmith/tensor';

const [directory = '', rowCount = '1'] = process.argv.slice(2);
const threads = 2;
/** From so many rows on, the runner has sessions of one thread each. */
const areMany = Number(rowCount) >= 200;
const backend = createOnnxRuntimeBackend();
const stages: Record<string, { rss: number; peak: number }> = {};

function read(stage: string): void {
  stages[stage] = { rss: currentRssBytes(), peak: peakRssBytes() };
}

/** The runtime with as many sessions as the model will have, so that what comes is the model's. */
async function warm(): Promise<void> {
  const x = input('x', 'float32', ['batch']);
  const graph = createGraph({ y: negate(x) });
  const narrow = Array.from({ length: areMany ? threads : 0 }, () => ({ threads: 1, concurrent: true }));
  const executables: Executable[] = [];
  for (const how of [{ threads }, ...narrow]) {
    const executable = await backend.compile({ graph, ...how });
    executables.push(executable);
    await executable.run({ x: tensor('float32', [1], Float32Array.of(1)) });
  }
  read('runtime');
  for (const executable of executables) await executable.dispose();
}

async function load(): Promise<BertInferenceModel> {
  if (hasQuantizedWeights(await loadConfig(directory))) return await loadQuantizedModel(directory);
  return (await loadModel(directory)).model;
}

function rows(vocabSize: number): TokenRow[] {
  const random = Xoshiro128.fromSeed(1);
  return Array.from({ length: Number(rowCount) }, () => ({
    ids: Int32Array.from({ length: 24 }, () => random.nextBelow(vocabSize)),
  }));
}

await warm();
const model = await load();
read('loaded');
const runner = await EncoderRunner.create({ model, backend, padTokenId: 0, threads, frozen: true });
const texts = rows(model.config.vocabSize);
await runner.run(texts.slice(0, 1), () => undefined);
read('first answer');
await runner.run(texts, () => undefined);
read('all answers');
globalThis.gc?.();
await new Promise((resolve) => setTimeout(resolve, 200));
read('after');
console.log(JSON.stringify(stages));
await runner.dispose();
