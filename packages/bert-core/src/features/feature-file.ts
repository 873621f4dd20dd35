import { formatError, ShapeError } from '@bertsmith/tensor';
import { openSafetensors, type SafetensorsFile } from '@bertsmith/tensor/files';
import type { TokenFeatures } from '../pipelines/feature-extractor.js';
import { HIDDEN_STATES, INPUT_IDS, LAYERS, TEXT_ENDS } from './feature-layout.js';

/** The hidden states of a corpus, in a file that is open. Several reads may be under way at once. */
export class FeatureFile {
  readonly path: string;
  /** Which hidden states each token has. */
  readonly layers: readonly number[];
  readonly hiddenSize: number;
  /** Texts of the corpus. */
  readonly texts: number;
  /** Tokens of all of them. */
  readonly tokens: number;
  readonly #file: SafetensorsFile;

  /** Made by {@link openFeatures}. */
  constructor(file: SafetensorsFile) {
    this.path = file.path;
    this.layers = (file.metadata.get(LAYERS) ?? '').split(',').map(Number);
    this.texts = requireTensor(file, TEXT_ENDS, 'int64', [undefined])[0] as number;
    this.tokens = requireTensor(file, INPUT_IDS, 'int32', [undefined])[0] as number;
    const shape = requireTensor(file, HIDDEN_STATES, 'float32', [this.tokens, this.layers.length, undefined]);
    this.hiddenSize = shape[2] as number;
    this.#file = file;
  }

  /**
   * The features of one text; only its part of the file is read.
   *
   * @param index from 0, in the order of the texts that were given to `saveFeatures`
   * @throws ShapeError when there is no such text; FormatError when the file contradicts itself or became shorter
   */
  async read(index: number): Promise<TokenFeatures> {
    const [start, end] = await this.#tokensOf(index);
    const count = end - start;
    const ids = await this.#file.readSlice(INPUT_IDS, start, count);
    const states = await this.#file.readSlice(HIDDEN_STATES, start, count);
    const ofLayer = (at: number) => this.#layerOf(states.data as Float32Array, at, count);
    return { ids: ids.data as Int32Array, hiddenStates: new Map(this.layers.map((layer, at) => [layer, ofLayer(at)])) };
  }

  /** Closes the file; later reads fail. */
  async close(): Promise<void> {
    await this.#file.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #tokensOf(index: number): Promise<readonly [start: number, end: number]> {
    if (!Number.isSafeInteger(index) || index < 0 || index >= this.texts) {
      const message = `there is no text ${index} in '${this.path}': they are 0 to ${this.texts - 1}`;
      throw new ShapeError(message, { path: this.path, index, texts: this.texts });
    }
    const first = Math.max(0, index - 1);
    const { data } = await this.#file.readSlice(TEXT_ENDS, first, index - first + 1);
    const ends = Array.from(data as BigInt64Array, Number);
    const [start, end] = [index === 0 ? 0 : ends[0], ends.at(-1)] as [number, number];
    if (start >= 0 && start <= end && end <= this.tokens) return [start, end];
    const problem = `text ${index} has the tokens from ${start} to ${end} of ${this.tokens}: the file is damaged; write it again`;
    throw formatError({ path: this.path, tensor: TEXT_ENDS }, problem, { index, start, end });
  }

  /** From `[tokens, layers, hiddenSize]` to the `[tokens, hiddenSize]` of one layer. */
  #layerOf(states: Float32Array, at: number, count: number): Float32Array {
    const { hiddenSize, layers } = this;
    const layer = new Float32Array(count * hiddenSize);
    for (let token = 0; token < count; token++) {
      const start = (token * layers.length + at) * hiddenSize;
      layer.set(states.subarray(start, start + hiddenSize), token * hiddenSize);
    }
    return layer;
  }
}

/**
 * Opens a file that `saveFeatures` wrote; close it after use. Only its header is read.
 *
 * @throws InputError when it is missing or cannot be read, FormatError when it is no such file
 * @example
 * await using features = await openFeatures('corpus.safetensors');
 * const { ids, hiddenStates } = await features.read(17);
 */
export async function openFeatures(path: string): Promise<FeatureFile> {
  const file = await openSafetensors(path);
  try {
    return new FeatureFile(file);
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** The shape of a tensor. @throws FormatError when it is another one than a feature file has */
function requireTensor(
  file: SafetensorsFile,
  name: string,
  dtype: string,
  expected: readonly (number | undefined)[],
): readonly number[] {
  const entry = file.entry(name);
  const { shape } = entry;
  const fits =
    shape.length === expected.length && expected.every((size, axis) => (size ?? shape[axis]) === shape[axis]);
  if (entry.dtype === dtype && fits) return shape;
  const wanted = `${dtype}[${expected.map((size) => size ?? 'any').join(', ')}]`;
  const problem = `expected ${wanted}, found ${entry.dtype}[${shape.join(', ')}]: it is no file of features`;
  throw formatError({ path: file.path, tensor: name }, problem, { expected: wanted, actual: shape });
}
