import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { interpret } from '@bertsmith/graph';
import { ConfigError, FormatError, type Tensor } from '@bertsmith/tensor';
import { describe, expect, it } from 'vitest';
import { hasSameBits, largestDifference } from '../../test/distance.js';
import { int32Feeds, TWO_TEXTS } from '../../test/onnx-feeds.js';
import { TINY_CONFIG } from '../../test/tiny-config.js';
import { loadModel } from '../checkpoint/load-model.js';
import { saveModel } from '../checkpoint/model-directory.js';
import { formatBertConfig, parseBertConfig } from '../config/bert-config-json.js';
import { FACTORIZABLE_MATRICES, type MatrixRanks, rankOf } from '../config/matrix-ranks.js';
import { namedParameters } from '../parameters/named-parameters.js';
import { BertModel } from './bert-model.js';

/** Products are rounded to float32 on their way into the whole matrix; outputs are around 1. */
const TOLERANCE = 1e-5;

const RANKS: MatrixRanks = { 0: { 'intermediate.dense': 3 }, 1: { 'attention.output.dense': 2, 'output.dense': 4 } };
const CONFIG = { ...TINY_CONFIG, matrixRanks: RANKS };

function outputsOf(model: BertModel): ArrayLike<number> {
  const feeds = { ...int32Feeds(TWO_TEXTS), ...Object.fromEntries(namedParameters(model.arena)) };
  return interpret(model.buildInferenceGraph(), feeds).get('last_hidden_state')?.data ?? [];
}

/** `second first`. */
function product(first: Tensor<'float32'>, second: Tensor<'float32'>): Float32Array {
  const [rank, inputs] = first.shape as [number, number];
  return Float32Array.from({ length: (second.shape[0] as number) * inputs }, (_, at) => {
    const [row, column] = [Math.floor(at / inputs), at % inputs];
    let sum = 0;
    for (let k = 0; k < rank; k++) {
      sum += (second.data[row * rank + k] as number) * (first.data[k * inputs + column] as number);
    }
    return sum;
  });
}

describe('a model with factorized matrices', () => {
  it('gives what one with their products gives', () => {
    const factorized = BertModel.initialize(CONFIG, { seed: 2 });
    const whole = new BertModel(TINY_CONFIG);
    for (const { specification } of whole.arena.entries) {
      const { name } = specification;
      const target = whole.arena.get(name).data;
      const layer = name.replace(/\.weight$/, '');
      if (name === layer || rankOf(CONFIG, layer) === undefined) target.set(factorized.arena.get(name).data);
      else {
        const [first, second] = ['first', 'second'].map((part) => factorized.arena.get(`${layer}.${part}.weight`));
        target.set(product(first as Tensor<'float32'>, second as Tensor<'float32'>));
      }
    }
    expect(factorized.arena.get('bert.encoder.layer.0.intermediate.dense.first.weight').shape).toEqual([3, 8]);
    expect(factorized.arena.get('bert.encoder.layer.0.intermediate.dense.second.weight').shape).toEqual([10, 3]);
    expect(largestDifference(outputsOf(factorized), outputsOf(whole))).toBeLessThan(TOLERANCE);
  });

  it('comes back out of a directory', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'factorized-'));
    const model = BertModel.initialize(CONFIG, { seed: 2 });
    await saveModel(model, directory);
    const { model: loaded } = await loadModel(directory);
    await rm(directory, { recursive: true });
    expect(loaded.config.matrixRanks).toEqual(RANKS);
    expect(hasSameBits(loaded.arena.data, model.arena.data)).toBe(true);
  });
});

describe('matrix_ranks', () => {
  const json = JSON.parse(formatBertConfig(CONFIG));
  const parse = (matrix_ranks: unknown) => parseBertConfig(JSON.stringify({ ...json, matrix_ranks }));

  it('are written as they are read, and not at all where there are none', () => {
    expect(json.matrix_ranks).toEqual(RANKS);
    expect(parse(json.matrix_ranks).matrixRanks).toEqual(RANKS);
    expect(JSON.parse(formatBertConfig(TINY_CONFIG))).not.toHaveProperty('matrix_ranks');
    expect(FACTORIZABLE_MATRICES).toContain('output.dense');
  });

  it.each([[[]], ['no'], [{ 0: 3 }], [{ x: {} }], [{ 0: { 'output.dense': 0 } }], [{ 0: { 'self.query': 2 } }]])(
    'may not be %j',
    (ranks) => {
      expect(() => parse(ranks)).toThrow(FormatError);
      expect(() => parse(ranks)).toThrow(/matrix_ranks: expected ranks from 1 of attention.output.dense/);
    },
  );

  it('are of layers that are there', () => {
    const create = () => new BertModel({ ...TINY_CONFIG, matrixRanks: { 2: { 'output.dense': 1 } } });
    expect(create).toThrow(ConfigError);
    expect(create).toThrow(/matrix_ranks: expected layers 0 to 1/);
  });
});
