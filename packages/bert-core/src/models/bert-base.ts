import { createGraph, type Graph, reshape, type Value } from '@bertsmith/graph';
import { ConfigError, ParameterArena, type ParameterSpecification } from '@bertsmith/tensor';
import type { BertConfig } from '../config/bert-config.js';
import { checkBertConfig } from '../config/bert-config-json.js';
import { type EncoderInputs, encoderInputs } from '../layers/encoder-inputs.js';
import { createLayerContext, type HiddenStates, type LayerContext, type LayerTrace } from '../layers/layer-context.js';
import type {
  BertInferenceModel,
  BertModelWithHead,
  InferenceGraphOptions,
  LossGraphOptions,
} from './bert-model-with-head.js';

/** The values of a graph by the names of its outputs. */
export type Outputs = Readonly<Record<string, Value>>;

/** What models on an encoder have in common: an arena, and graphs that are made of a few outputs. */
export abstract class BertBase<Predictions extends Outputs = Outputs> implements BertInferenceModel {
  abstract readonly architecture: string;
  readonly config: BertConfig;
  readonly arena: ParameterArena;

  /** A model whose parameters are all zero. */
  protected constructor(config: BertConfig, parameters: (config: BertConfig) => readonly ParameterSpecification[]) {
    checkBertConfig(config);
    this.config = config;
    this.arena = new ParameterArena(parameters(config));
  }

  /**
   * A model of the same class and head whose parameters are all zero: what is filled when layers, heads, units or words are taken out of
   * this one. A class whose constructor takes more than a configuration says how.
   *
   * @param _keptLayers which of this model's layers those of the new one are, ascending, for heads that look at a layer by its number. Default: all
   * @throws ConfigError when the configuration is no possible one
   */
  withConfig(config: BertConfig, _keptLayers?: readonly number[]): this {
    return new (this.constructor as new (config: BertConfig) => this)(config);
  }

  /** The outputs of the inference graph, in their order. @throws ConfigError when rows are packed and the model cannot take them apart */
  protected abstract predict(context: LayerContext, inputs: EncoderInputs): Predictions;

  buildInferenceGraph(options: InferenceGraphOptions = {}): Graph {
    const trace: LayerTrace = { hiddenStates: [], attentions: [] };
    const isTraced = options.hiddenStates || options.attentions;
    const context = createLayerContext(this.config, this.arena, false, isTraced ? { trace } : {});
    const predictions = this.predict(context, encoderInputs(options));
    const traced = tracedOutputs(trace, options);
    // Only what an output needs is part of a graph.
    return createGraph(options.predictions === false ? traced : { ...predictions, ...traced });
  }
}

/** A model with a loss. A head whose loss needs less than all predictions says so by `Judged` and {@link predictForLoss}. */
export abstract class BertWithHead<Predictions extends Outputs, Judged extends Outputs = Predictions>
  extends BertBase<Predictions>
  implements BertModelWithHead
{
  /** The loss of what {@link predictForLoss} gives, a scalar. */
  protected abstract lossOf(predictions: Judged, inputs: EncoderInputs, options: LossGraphOptions): Value<'float32'>;

  /** The outputs of a graph with a loss, beside it. Default: all predictions. */
  protected predictForLoss(context: LayerContext, inputs: EncoderInputs): Judged {
    return this.predict(context, inputs) as Outputs as Judged;
  }

  buildTrainingGraph(options: LossGraphOptions = {}): Graph {
    return this.#buildGraphWithLoss(true, options);
  }

  buildEvaluationGraph(options: LossGraphOptions = {}): Graph {
    return this.#buildGraphWithLoss(false, options);
  }

  #buildGraphWithLoss(isTraining: boolean, options: LossGraphOptions): Graph {
    const inputs = encoderInputs(options);
    const context = createLayerContext(this.config, this.arena, isTraining, options);
    const predictions = this.predictForLoss(context, inputs);
    return createGraph({ ...predictions, loss: this.lossOf(predictions, inputs, options) as Value });
  }
}

function tracedOutputs({ hiddenStates, attentions }: LayerTrace, options: InferenceGraphOptions): Outputs {
  const all = [...hiddenStates.keys()];
  const wanted = options.hiddenStates === true ? all : options.hiddenStates || [];
  const states = wanted.map((layer) => [`hidden_states.${layer}`, byText(requireState(hiddenStates, layer))] as const);
  const probabilities = attentions.map((each, layer) => [`attentions.${layer}`, each] as const);
  return Object.fromEntries([...states, ...(options.attentions ? probabilities : [])]);
}

function requireState(hiddenStates: readonly HiddenStates[], layer: number): HiddenStates {
  const state = hiddenStates[layer];
  if (state !== undefined) return state;
  const message = `there is no hidden state ${layer}: they are 0, the embeddings, to ${hiddenStates.length - 1}, the last layer`;
  throw new ConfigError(message, { layer, hiddenStates: hiddenStates.length });
}

/** `[batch * sequence, width]` as `[batch, sequence, width]`. */
export function byText(hidden: HiddenStates): Value<'float32', readonly ['batch', 'sequence', number]> {
  return reshape(hidden, ['batch', 'sequence', hidden.shape[1]] as const);
}
