/** A head as a user of the package writes one: a linear classifier on the mean of the hidden states of a text's tokens. */
import {
  cast,
  createGraph,
  divide,
  type Graph,
  input,
  multiply,
  reduceSum,
  reshape,
  type Value,
} from '@bertsmith/graph';
import { ParameterArena } from '@bertsmith/tensor';
import {
  type BertConfig,
  type BertModelWithHead,
  bertParameters,
  createLayerContext,
  crossEntropy,
  encoder,
  encoderInputs,
  type HiddenStates,
  initializeParameters,
  linear,
  linearParameters,
} from '../src/index.js';

export class BertMeanClassifier implements BertModelWithHead {
  readonly architecture = 'BertMeanClassifier';
  readonly config: BertConfig;
  readonly arena: ParameterArena;

  constructor(config: BertConfig, seed: number) {
    this.config = config;
    const encoderParameters = bertParameters(config).filter(({ name }) => !name.startsWith('bert.pooler'));
    const head = linearParameters(config, 'head', config.labels.length, config.hiddenSize);
    this.arena = new ParameterArena([...encoderParameters, ...head]);
    initializeParameters(this.arena, seed);
  }

  buildTrainingGraph = () => createGraph(this.#outputs(true));
  buildEvaluationGraph = () => createGraph(this.#outputs(false));

  buildInferenceGraph(): Graph {
    const { logits } = this.#outputs(false);
    return createGraph({ logits });
  }

  #outputs(isTraining: boolean): { logits: Value; loss: Value } {
    const context = createLayerContext(this.config, this.arena, isTraining);
    const inputs = encoderInputs();
    const mean = meanOfTokens(encoder(context, inputs), inputs.attentionMask);
    const logits = linear(context, mean, 'head', this.config.labels.length);
    return { logits, loss: crossEntropy(logits, input('labels', 'int32', ['batch'])) };
  }
}

function meanOfTokens(hidden: HiddenStates, attentionMask: Value<'int32', readonly ['batch', 'sequence']>) {
  const width = hidden.shape[1];
  const isToken = reshape(cast(attentionMask, 'float32'), ['batch', 'sequence', 1] as const) as Value<'float32'>;
  const byText = reshape(hidden, ['batch', 'sequence', width] as const) as Value<'float32'>;
  const sum = reduceSum(multiply(byText, isToken), { axes: [1] });
  return divide(sum, reduceSum(isToken, { axes: [1] })) as Value as HiddenStates<'batch'>;
}
