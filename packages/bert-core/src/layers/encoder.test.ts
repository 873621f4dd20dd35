import { createGraph, type Graph, gradients, input, interpret, type NdArray, type Value } from '@bertsmith/graph';
import { ParameterArena, type Tensor, tensor } from '@bertsmith/tensor';
import { describe, expect, it } from 'vitest';
import { largestDifference } from '../../test/distance.js';
import { TINY_CONFIG } from '../../test/tiny-config.js';
import type { BertConfig } from '../config/bert-config.js';
import { crossEntropy } from '../losses/cross-entropy.js';
import { bertParameters, linearParameters } from '../parameters/bert-parameters.js';
import { initializeParameters } from '../parameters/initialize-parameters.js';
import { namedParameters } from '../parameters/named-parameters.js';
import { encoder, firstTokenEncoder } from './encoder.js';
import { encoderInputs } from './encoder-inputs.js';
import { firstTokens, type Texts } from './first-tokens.js';
import { createLayerContext, type HiddenStates, type LayerContext } from './layer-context.js';
import { linear } from './linear.js';

/** The interpreter computes in float64; what is left are sums in another order. */
const TOLERANCE = 1e-12;

type FirstHidden = (context: LayerContext) => HiddenStates<Texts>;

const inputs = encoderInputs();
const ofFullEncoder: FirstHidden = (context) => firstTokens(encoder(context, inputs));
const ofFirstTokens: FirstHidden = (context) => firstTokenEncoder(context, inputs);

const int32 = (shape: number[], values: number[]): Tensor => tensor('int32', shape, Int32Array.from(values)) as Tensor;

const FEEDS = {
  input_ids: int32([2, 5], [1, 5, 7, 2, 9, 3, 4, 2, 0, 0]),
  attention_mask: int32([2, 5], [1, 1, 1, 1, 1, 1, 1, 1, 0, 0]),
  token_type_ids: int32([2, 5], [0, 0, 0, 1, 1, 0, 0, 0, 0, 0]),
  labels: int32([2], [2, 0]),
};

function makeArena(config: BertConfig): ParameterArena {
  const head = linearParameters(config, 'classifier', config.labels.length, config.hiddenSize);
  const specifications = [...bertParameters(config), ...head];
  const arena = new ParameterArena(specifications.filter(({ name }) => !name.includes('pooler')));
  initializeParameters(arena, 1);
  return arena;
}

/** A classifier on the first token's hidden state, without pooler, and the gradients of its loss. */
function buildStep(config: BertConfig, arena: ParameterArena, firstHidden: FirstHidden): Graph {
  const context = createLayerContext(config, arena, false);
  const hidden = firstHidden(context);
  const logits = linear(context, hidden, 'classifier', config.labels.length);
  const loss = crossEntropy(logits, input('labels', 'int32', ['batch']));
  return gradients(createGraph({ hidden: hidden as Value, loss })).graph;
}

function run(config: BertConfig, firstHidden: FirstHidden): Map<string, NdArray> {
  const arena = makeArena(config);
  return interpret(buildStep(config, arena, firstHidden), { ...Object.fromEntries(namedParameters(arena)), ...FEEDS });
}

describe.each([1, 2, 3])('a model of %i layers', (numHiddenLayers) => {
  const config = { ...TINY_CONFIG, numHiddenLayers };
  const full = run(config, ofFullEncoder);
  const firstOnly = run(config, ofFirstTokens);

  it('has the same first hidden states and loss, whether the last layer computes all tokens or the first', () => {
    expect(firstOnly.get('hidden')?.shape).toEqual([2, config.hiddenSize]);
    for (const output of ['hidden', 'loss']) {
      const expected = full.get(output) as NdArray;
      expect(largestDifference(firstOnly.get(output)?.data, expected.data), output).toBeLessThan(TOLERANCE);
    }
  });

  it('has the same gradients of every parameter', () => {
    expect([...firstOnly.keys()].sort()).toEqual([...full.keys()].sort());
    for (const [output, { data }] of full) {
      expect(largestDifference(firstOnly.get(output)?.data, data), output).toBeLessThan(TOLERANCE);
    }
  });
});

it('computes less: the feed-forward products of the last layer have a row for each text', () => {
  const arena = makeArena(TINY_CONFIG);
  const productsOf = (firstHidden: FirstHidden) => {
    const { nodes } = createGraph({ hidden: firstHidden(createLayerContext(TINY_CONFIG, arena, false)) as Value });
    return nodes.filter(({ op }) => op.name === 'MatMul').map(({ outputs }) => outputs[0]?.shape[0]);
  };
  expect(productsOf(ofFullEncoder).slice(-3)).toEqual(['batch*sequence', 'batch*sequence', 'batch*sequence']);
  expect(productsOf(ofFirstTokens).slice(-3)).toEqual(['batch', 'batch', 'batch']);
});
