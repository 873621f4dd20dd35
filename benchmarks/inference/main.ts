/** Texts in, mean-pooled vectors out: a BERT of 6 layers of width 384 on real sentences and paragraphs, side by side with its peers. */
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { exportOnnx } from '@bertsmith/bert-core/files';
import type { Benchmark, BenchmarkCase, Contender } from '../harness/benchmark.js';
import { MODEL_NAME } from '../harness/shared-folder.js';
import { checkEmbeddings } from './check-embeddings.js';
import {
  type EmbeddingSetting,
  loadPrecision,
  openEmbeddingSetting,
  PYTHON_BATCH,
  pythonRun,
  SINGLE_TEXTS,
} from './embedding-setting.js';
import { createOurEmbedder, loadMeanPooled, type OurEmbedder } from './our-embedder.js';
import { PYTHON_RUNTIME, preparePythonRuntime } from './python-runtime.js';
import { CACHE_FOLDER, readParagraphs, readSentences, spread } from './shared-files.js';
import { bothBatchSizes, measureRate } from './transformers-js.js';

const benchmark: Benchmark = {
  unit: 'texts/s',
  better: 'higher',
  warmup: 1,
  repetitions: 5,
  async listCases(context) {
    const setting = await openEmbeddingSetting(context, { name: PYTHON_RUNTIME });
    return [
      manyTexts(setting, 'sst2', readSentences),
      manyTexts(setting, 'wikitext', readParagraphs),
      singleTexts(setting, 'one at a time', 1),
      singleTexts(setting, 'one at a time, two sessions', 2),
    ];
  },
};

export default benchmark;

/** All texts are there from the beginning; everybody may order them as it likes. */
function manyTexts(setting: EmbeddingSetting, name: string, read: () => string[]): BenchmarkCase {
  return {
    name,
    async prepare() {
      const texts = read();
      const { context, peerFolder, python, modelFolder } = setting;
      const ours = await createOurEmbedder(modelFolder, { threads: context.threads });
      const expected = await ours.embed(texts);
      const peers = await prepareTransformersJs(setting, texts, expected);
      if (python !== undefined && peerFolder !== undefined) {
        const model = join(peerFolder, 'onnx', 'model.onnx');
        peers.push(await preparePythonRuntime(python, pythonRun(setting, model, texts, PYTHON_BATCH), expected));
      }
      return { ours: rateContender('ours', ours, (all) => ours.embed(all), texts), peers };
    },
  };
}

/** A text comes when the one before is answered; with two sessions there are two who ask. */
function singleTexts(setting: EmbeddingSetting, name: string, sessions: number): BenchmarkCase {
  return {
    name,
    async prepare() {
      const texts = spread(readSentences(), SINGLE_TEXTS);
      const { context, python } = setting;
      const ours = await createSingles(setting, sessions);
      const expected = await ours.embed(texts);
      const peers: Contender[] = [];
      if (sessions > 1) {
        const one = await createSingles(setting, 1);
        peers.push(rateContender('ours, one session', one, (all) => one.embed(all), texts));
      }
      if (python !== undefined) {
        const model = await exportOurs(setting);
        peers.push(await preparePythonRuntime(python, pythonRun(setting, model, texts, 1), expected));
      }
      const js = await loadPrecision(setting, 'fp32');
      if (js !== undefined) {
        peers.push(rateContender('transformers.js fp32', js, (all) => js.embed(all, 1), texts));
      }
      context.log(`${texts.length} sentences, ${sessions} at a time`);
      return { ours: rateContender('ours', ours, (all) => ours.embed(all), texts), peers };
    },
  };
}

/** Sessions that share the threads; each is asked for the next text when it has answered the last. */
async function createSingles({ modelFolder, context }: EmbeddingSetting, sessions: number): Promise<OurEmbedder> {
  const options = { threads: Math.max(1, Math.floor(context.threads / sessions)) };
  const embedders = await Promise.all(Array.from({ length: sessions }, () => createOurEmbedder(modelFolder, options)));
  return {
    async embed(texts) {
      const vectors = new Array<Float32Array>(texts.length);
      const queue = texts.entries();
      const ask = async (embedder: OurEmbedder) => {
        for (const [position, text] of queue) vectors[position] = (await embedder.embed([text]))[0] as Float32Array;
      };
      await Promise.all(embedders.map(ask));
      return vectors;
    },
    dispose: async () => void (await Promise.all(embedders.map((embedder) => embedder.dispose()))),
  };
}

function rateContender(
  name: string,
  owner: { dispose(): Promise<void> },
  embed: (texts: readonly string[]) => Promise<readonly Float32Array[]>,
  texts: readonly string[],
): Contender {
  return { name, run: () => measureRate(embed, texts), dispose: () => owner.dispose() };
}

async function prepareTransformersJs(
  setting: EmbeddingSetting,
  texts: readonly string[],
  expected: readonly Float32Array[],
): Promise<Contender[]> {
  const peers: Contender[] = [];
  for (const precision of ['fp32', 'q8'] as const) {
    const name = `transformers.js ${precision}`;
    const peer = await loadPrecision(setting, precision);
    if (peer === undefined) continue;
    // Int8 has answers of its own.
    if (precision === 'fp32') checkEmbeddings(name, expected, await peer.embed(texts, 1));
    peers.push(...bothBatchSizes(name, peer, texts));
  }
  return peers;
}

/** The graph that we run, as a file for Python: the same nodes, so that the two runtimes' callers are all that differs. */
async function exportOurs({ modelFolder }: EmbeddingSetting): Promise<string> {
  const path = join(CACHE_FOLDER, `${MODEL_NAME}-ours.onnx`);
  if (!existsSync(CACHE_FOLDER)) await mkdir(CACHE_FOLDER, { recursive: true });
  await exportOnnx(await loadMeanPooled(modelFolder), path, { domains: ['com.microsoft'] });
  return path;
}
