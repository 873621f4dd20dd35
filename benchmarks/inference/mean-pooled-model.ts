/** A BERT whose output is the mean of its tokens' last hidden states: what the peers' feature extraction computes. */
import { join } from 'node:path';
import {
  type BertConfig,
  type BertModelWithHead,
  bertParameters,
  createLayerContext,
  encoder,
  encoderInputs,
  type HiddenStates,
} from '@bertsmith/bert-core';
import { loadConfig } from '@bertsmith/bert-core/files';
import { cast, createGraph, divide, type Graph, multiply, reduceSum, reshape, type Value } from '@bertsmith/graph';
import { ParameterArena } from '@bertsmith/tensor';
import { openSafetensors } from '@bertsmith/tensor/files';

/** The encoder's parameters have this prefix here, and none in the file of a model without a head. */
const ENCODER_PREFIX = /^bert\./;

/** Inference alone: its other graphs do not exist. */
export class MeanPooledModel implements BertModelWithHead {
  readonly architecture = 'BertModel';
  readonly config: BertConfig;
  readonly arena: ParameterArena;

  constructor(config: BertConfig) {
    this.config = config;
    this.arena = new ParameterArena(bertParameters(config).filter(({ name }) => !name.startsWith('bert.pooler.')));
  }

  /** The model of a directory with a bare encoder. */
  static async load(directory: string): Promise<MeanPooledModel> {
    const model = new MeanPooledModel(await loadConfig(directory));
    const file = await openSafetensors(join(directory, 'model.safetensors'));
    try {
      for (const [name, part] of model.arena.parts()) await file.readInto(name.replace(ENCODER_PREFIX, ''), part);
    } finally {
      await file.close();
    }
    return model;
  }

  /** Output `embedding`, `[batch, hiddenSize]`. */
  buildInferenceGraph(): Graph {
    const inputs = encoderInputs();
    const hidden = encoder(createLayerContext(this.config, this.arena, false), inputs);
    return createGraph({ embedding: meanOfTokens(hidden, inputs.attentionMask) });
  }

  buildTrainingGraph(): never {
    throw new TypeError('it is not for training');
  }

  buildEvaluationGraph(): never {
    throw new TypeError('it has no loss');
  }
}

function meanOfTokens(hidden: HiddenStates, attentionMask: Value<'int32', readonly ['batch', 'sequence']>): Value {
  const isToken = reshape(cast(attentionMask, 'float32'), ['batch', 'sequence', 1] as const) as Value<'float32'>;
  const byText = reshape(hidden, ['batch', 'sequence', hidden.shape[1]] as const) as Value<'float32'>;
  return divide(reduceSum(multiply(byText, isToken), { axes: [1] }), reduceSum(isToken, { axes: [1] }));
}
