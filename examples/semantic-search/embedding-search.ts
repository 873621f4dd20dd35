/** Search by meaning: texts are near each other whose vectors have a small angle. */
import { stat } from 'node:fs/promises';
import type { SentenceEmbedder } from '@bertsmith/bert-core';
import { loadSentenceEmbedder } from '@bertsmith/bert-core/files';
import { downloadModel } from '@bertsmith/bert-core/hub';
import { loadTokenizer } from '@bertsmith/tokenizer-wordpiece/files';
import { highest, type SearchEngine } from './search-engine.js';

/** The embedder of a directory, or of a name on the hub; vectors have length 1, so that a product is a cosine. */
export async function loadEmbedder(name: string) {
  const isDirectory = await stat(name).then(
    (found) => found.isDirectory(),
    () => false,
  );
  const directory = isDirectory ? name : await downloadModel(name);
  const embedder = await loadSentenceEmbedder(directory, { normalize: true });
  return { ...embedder, tokenizer: await loadTokenizer(directory) };
}

/** Embeds the texts once, for any number of searches. */
export async function createEmbeddingSearch(
  embedder: SentenceEmbedder,
  texts: readonly string[],
): Promise<SearchEngine> {
  const vectors = await embedder.embed(texts);
  return async (queries, limit) =>
    (await embedder.embed(queries)).map((query) =>
      highest(
        Float32Array.from(vectors, (vector) => product(query, vector)),
        limit,
      ),
    );
}

function product(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let index = 0; index < a.length; index++) sum += (a[index] as number) * (b[index] as number);
  return sum;
}
