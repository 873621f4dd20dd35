import { SafetensorsWriter } from '@bertsmith/tensor/files';
import type { FeatureExtractor, FeatureStreamOptions, TokenFeatures } from '../pipelines/feature-extractor.js';
import type { TextOrPair } from '../pipelines/pipeline-options.js';
import { HIDDEN_STATES, INPUT_IDS, LAYERS, TEXT_ENDS } from './feature-layout.js';

/** What {@link saveFeatures} wrote. */
export interface SavedFeatures {
  readonly texts: number;
  /** Tokens of all texts, special tokens included. */
  readonly tokens: number;
}

/**
 * Writes the hidden states of the tokens of a corpus to a file, in bounded memory: texts are read, computed and written a chunk at a time. The
 * file is there whole or not at all, also when the signal aborts. Its layout is that of `feature-layout.ts`: safetensors, with all tokens one
 * behind the other; {@link openFeatures} reads one text's states back.
 *
 * @param path its directory must exist; a file that is there is replaced
 * @throws InputError when a text is empty, or the tokenizer is not the model's; OutputError when the system refuses; what `texts` throws
 * @example
 * await using extractor = await FeatureExtractor.create({ model, tokenizer, backend, layers: [0, 6] });
 * const { texts, tokens } = await saveFeatures('corpus.safetensors', extractor, linesOf('corpus.txt'));
 */
export async function saveFeatures(
  path: string,
  extractor: FeatureExtractor,
  texts: Iterable<TextOrPair> | AsyncIterable<TextOrPair>,
  options: FeatureStreamOptions = {},
): Promise<SavedFeatures> {
  const { layers, hiddenSize } = extractor;
  const tensors = [
    { name: HIDDEN_STATES, dtype: 'float32', rowShape: [layers.length, hiddenSize] },
    { name: INPUT_IDS, dtype: 'int32', rowShape: [] },
    { name: TEXT_ENDS, dtype: 'int64', rowShape: [] },
  ] as const;
  const writer = await SafetensorsWriter.create(path, tensors, { [LAYERS]: layers.join() });
  try {
    for await (const features of extractor.stream(texts, options)) {
      await writer.append(HIDDEN_STATES, layersTogether(features, hiddenSize));
      await writer.append(INPUT_IDS, features.ids);
      await writer.append(TEXT_ENDS, BigInt64Array.of(BigInt(writer.rows(INPUT_IDS))));
    }
    await writer.commit();
  } catch (error) {
    await writer.discard();
    throw error;
  }
  return { texts: writer.rows(TEXT_ENDS), tokens: writer.rows(INPUT_IDS) };
}

/** From a `[tokens, hiddenSize]` for each layer to `[tokens, layers, hiddenSize]`. */
function layersTogether({ ids, hiddenStates }: TokenFeatures, hiddenSize: number): Float32Array {
  const layers = [...hiddenStates.values()];
  const together = new Float32Array(ids.length * layers.length * hiddenSize);
  for (let token = 0; token < ids.length; token++) {
    for (const [index, states] of layers.entries()) {
      const state = states.subarray(token * hiddenSize, (token + 1) * hiddenSize);
      together.set(state, (token * layers.length + index) * hiddenSize);
    }
  }
  return together;
}
