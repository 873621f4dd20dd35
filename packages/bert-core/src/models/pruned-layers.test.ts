import { interpret } from '@bertsmith/graph';
import { type Tensor, tensor } from '@bertsmith/tensor';
import { expect, it } from 'vitest';
import { largestDifference } from '../../test/distance.js';
import { TINY_CONFIG } from '../../test/tiny-config.js';
import { namedParameters } from '../parameters/named-parameters.js';
import { BertModel } from './bert-model.js';

/** The interpreter computes in float64; what is left are sums in another order. */
const TOLERANCE = 1e-12;
const HEAD_SIZE = 4;
const WIDTH = 8;

const int32 = (values: number[]): Tensor => tensor('int32', [1, values.length], Int32Array.from(values)) as Tensor;
const FEEDS = {
  input_ids: int32([1, 5, 7, 2]),
  attention_mask: int32([1, 1, 1, 1]),
  token_type_ids: int32([0, 0, 1, 1]),
};

function lastHiddenState(model: BertModel): ArrayLike<number> {
  const parameters = Object.fromEntries(namedParameters(model.arena));
  return interpret(model.buildInferenceGraph(), { ...parameters, ...FEEDS }).get('last_hidden_state')?.data ?? [];
}

it('a model with fewer heads and units in a layer gives what the whole one gives with those silenced', () => {
  const whole = BertModel.initialize(TINY_CONFIG, { seed: 3 });
  const pruned = new BertModel({ ...TINY_CONFIG, prunedHeads: { 1: [0] }, intermediateSizes: [10, 7] });
  const layer = 'bert.encoder.layer.1.';
  const parts = new Map(whole.arena.parts());
  // What the second layer's first head and last three units give is multiplied by 0.
  const columnsOf = (name: string, isKept: (column: number) => boolean) => {
    const { data, shape } = parts.get(name) as Tensor<'float32'>;
    const columns = shape[1] as number;
    const kept = data.filter((_, at) => isKept(at % columns));
    data.set(data.map((value, at) => (isKept(at % columns) ? value : 0)));
    return kept;
  };
  const keptHead = (index: number) => index >= HEAD_SIZE;
  const keptUnit = (index: number) => index < 7;
  const attention = columnsOf(`${layer}attention.output.dense.weight`, keptHead);
  const output = columnsOf(`${layer}output.dense.weight`, keptUnit);
  for (const [name, { data }] of pruned.arena.parts()) {
    const values = (parts.get(name) as Tensor<'float32'>).data;
    if (name === `${layer}attention.output.dense.weight`) data.set(attention);
    else if (name === `${layer}output.dense.weight`) data.set(output);
    else if (name.startsWith(`${layer}attention.self`)) data.set(values.slice(values.length / 2));
    else data.set(values.slice(0, data.length));
  }
  expect(pruned.arena.get(`${layer}attention.self.qkv.weight`).shape).toEqual([3 * HEAD_SIZE, WIDTH]);
  expect(largestDifference(lastHiddenState(pruned), lastHiddenState(whole))).toBeLessThan(TOLERANCE);
});
