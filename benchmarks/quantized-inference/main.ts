/** Texts in, mean-pooled vectors out with int8 weights, side by side with float32 and with its peers. `accuracy.ts` says what it costs. */
import { join } from 'node:path';
import { createOnnxRuntimeBackend } from '@bertsmith/backend-onnxruntime';
import { quantize } from '@bertsmith/quantize';
import { saveQuantizedModel } from '@bertsmith/quantize/files';
import type { Benchmark, BenchmarkCase, Contender } from '../harness/benchmark.js';
import { MODEL_NAME } from '../harness/shared-folder.js';
import {
  type EmbeddingSetting,
  loadPrecision,
  openEmbeddingSetting,
  PYTHON_BATCH,
  pythonRun,
  SINGLE_TEXTS,
} from '../inference/embedding-setting.js';
import { createOurEmbedder, loadMeanPooled, type OurEmbedder } from '../inference/our-embedder.js';
import { preparePythonRuntime } from '../inference/python-runtime.js';
import { CACHE_FOLDER, readParagraphs, readSentences, spread } from '../inference/shared-files.js';
import { bothBatchSizes, measureRate } from '../inference/transformers-js.js';

/** What Python's quantizer made, and our own file, in Python's runtime. */
const PYTHON = { theirs: 'onnxruntime.quantization', ours: 'our model.onnx in Python' } as const;

/** The program of the other benchmark, whose peers these are. */
const PEER_PROGRAM = '../inference/peer.py';

interface Setting extends EmbeddingSetting {
  /** `BERTSMITH_TEXTS`: so many texts of each case, evenly spread. Default: all. */
  readonly texts: number;
}

const benchmark: Benchmark = {
  unit: 'texts/s',
  better: 'higher',
  warmup: 1,
  repetitions: 5,
  async listCases(context) {
    const found = await openEmbeddingSetting(context, { name: PYTHON.theirs, program: PEER_PROGRAM });
    const setting = { ...found, texts: Number(process.env.BERTSMITH_TEXTS ?? Number.POSITIVE_INFINITY) };
    return [
      manyTexts(setting, 'sst2', readSentences),
      manyTexts(setting, 'wikitext', readParagraphs),
      oneAtATime(setting),
    ];
  },
};

export default benchmark;

function manyTexts(setting: Setting, name: string, read: () => string[]): BenchmarkCase {
  return {
    name,
    async prepare() {
      const all = read();
      const texts = spread(all, Math.min(setting.texts, all.length));
      const { ours, fp32 } = await openBoth(setting);
      const peers = [rateContender('bertsmith fp32', fp32, texts), ...(await transformersJs(setting, texts))];
      return { ours: rateContender('ours', ours, texts), peers: [...peers, ...(await inPython(setting, texts))] };
    },
  };
}

/** A text comes when the one before is answered: texts/s is 1 / latency. */
function oneAtATime(setting: Setting): BenchmarkCase {
  return {
    name: 'one at a time',
    async prepare() {
      const texts = spread(readSentences(), Math.min(setting.texts, SINGLE_TEXTS));
      const { ours, fp32 } = await openBoth(setting);
      return { ours: singleContender('ours', ours, texts), peers: [singleContender('bertsmith fp32', fp32, texts)] };
    },
  };
}

/** The same model, int8 and as it is. */
async function openBoth({ modelFolder, context: { threads } }: Setting) {
  const { model } = await quantizeModel(modelFolder);
  const [ours, fp32] = [
    await createOurEmbedder(modelFolder, { threads, model }),
    await createOurEmbedder(modelFolder, { threads }),
  ];
  return { ours, fp32 };
}

async function quantizeModel(modelFolder: string) {
  const backend = createOnnxRuntimeBackend();
  return await quantize(await loadMeanPooled(modelFolder), { backend, measure: false });
}

async function transformersJs(setting: Setting, texts: readonly string[]): Promise<Contender[]> {
  const peers: Contender[] = [];
  for (const precision of ['fp32', 'q8'] as const) {
    const peer = await loadPrecision(setting, precision);
    if (peer !== undefined) peers.push(...bothBatchSizes(`transformers.js ${precision}`, peer, texts));
  }
  return peers;
}

/** Python's runtime, on the file of its own quantizer and on ours. */
async function inPython(setting: Setting, texts: readonly string[]): Promise<Contender[]> {
  const { python, peerFolder, modelFolder } = setting;
  if (python === undefined || peerFolder === undefined) return [];
  const folder = join(CACHE_FOLDER, `${MODEL_NAME}-int8`);
  await saveQuantizedModel((await quantizeModel(modelFolder)).model, folder);
  const files = {
    [PYTHON.theirs]: join(peerFolder, 'onnx', 'model_quantized.onnx'),
    [PYTHON.ours]: join(folder, 'model.onnx'),
  };
  const contenders: Contender[] = [];
  for (const [name, model] of Object.entries(files)) {
    const run = pythonRun(setting, model, texts, PYTHON_BATCH);
    contenders.push(await preparePythonRuntime(python, run, undefined, name));
  }
  return contenders;
}

function rateContender(name: string, embedder: OurEmbedder, texts: readonly string[]): Contender {
  return { name, run: () => measureRate((all) => embedder.embed(all), texts), dispose: () => embedder.dispose() };
}

function singleContender(name: string, embedder: OurEmbedder, texts: readonly string[]): Contender {
  const embed = async (all: readonly string[]) => {
    const vectors: Float32Array[] = [];
    for (const text of all) vectors.push(...(await embedder.embed([text])));
    return vectors;
  };
  return { name, run: () => measureRate(embed, texts), dispose: () => embedder.dispose() };
}
