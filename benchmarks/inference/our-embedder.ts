/** Texts in, mean-pooled vectors out, with what bert-core exports today; its embedding pipeline will take this file's place. */
import { createOnnxRuntimeBackend } from '@bertsmith/backend-onnxruntime';
import { namedParameters } from '@bertsmith/bert-core';
import type { Executable } from '@bertsmith/graph';
import type { Tensor } from '@bertsmith/tensor';
import { loadTokenizer } from '@bertsmith/tokenizer-wordpiece/files';
import { type EncodedText, lengthBatches } from './length-batches.js';
import { MeanPooledModel } from './mean-pooled-model.js';

/** How {@link createOurEmbedder} computes. */
export interface OurEmbedderOptions {
  /** Threads of each session. */
  readonly threads: number;
  /** Sessions, each in a thread of its own, that share the batches; they read the same parameters. Default 1. */
  readonly sessions?: number;
  /** Tokens of a run, padding included. Default 512. */
  readonly tokensPerBatch?: number;
}

/** Text in, vectors out. */
export interface OurEmbedder {
  /** The mean of each text's last hidden states, in the order of the texts. */
  embed(texts: readonly string[]): Promise<Float32Array[]>;
  dispose(): Promise<void>;
}

/** Loads a BERT without a head, and its tokenizer. */
export async function createOurEmbedder(modelDirectory: string, options: OurEmbedderOptions): Promise<OurEmbedder> {
  const { threads, sessions = 1, tokensPerBatch = 512 } = options;
  const model = await MeanPooledModel.load(modelDirectory);
  const tokenizer = await loadTokenizer(modelDirectory);
  const request = { graph: model.buildInferenceGraph(), parameters: namedParameters(model.arena), threads };
  // A backend has one thread for all its sessions, and a run blocks it.
  const backends = Array.from({ length: sessions }, () => createOnnxRuntimeBackend());
  const executables = await Promise.all(backends.map((backend) => backend.compile(request)));
  const { maxPositionEmbeddings: maxLength, hiddenSize: width } = model.config;
  return {
    async embed(texts) {
      const encoded = texts.map((text, position) => ({ position, ids: tokenizer.encodeIds(text, { maxLength }) }));
      const vectors = new Array<Float32Array>(texts.length);
      const batches = lengthBatches(encoded, tokensPerBatch).values();
      // All take from one iterator, so that nobody waits while there is a batch left.
      await Promise.all(executables.map((executable) => runBatches(executable, batches, vectors, width)));
      return vectors;
    },
    dispose: async () => void (await Promise.all(executables.map((executable) => executable.dispose()))),
  };
}

async function runBatches(
  executable: Executable,
  batches: Iterable<readonly EncodedText[]>,
  vectors: Float32Array[],
  width: number,
): Promise<void> {
  for (const batch of batches) {
    const embedding = (await executable.run(padBatch(batch))).get('embedding')?.data as Float32Array;
    for (const [row, { position }] of batch.entries()) {
      vectors[position] = embedding.subarray(row * width, (row + 1) * width);
    }
  }
}

function padBatch(batch: readonly EncodedText[]): Record<string, Tensor> {
  const sequence = Math.max(...batch.map(({ ids }) => ids.length));
  const shape = [batch.length, sequence];
  const [inputIds, attentionMask] = [new Int32Array(batch.length * sequence), new Int32Array(batch.length * sequence)];
  for (const [row, { ids }] of batch.entries()) {
    inputIds.set(ids, row * sequence);
    attentionMask.fill(1, row * sequence, row * sequence + ids.length);
  }
  const asTensor = (data: Int32Array): Tensor => ({ dtype: 'int32', shape, data });
  return {
    input_ids: asTensor(inputIds),
    attention_mask: asTensor(attentionMask),
    token_type_ids: asTensor(new Int32Array(batch.length * sequence)),
  };
}
