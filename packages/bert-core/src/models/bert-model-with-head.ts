/** What every model on a BERT encoder is: a configuration, an arena of parameters, and the graphs it can build. */
import type { Graph } from '@bertsmith/graph';
import type { ParameterArena, Tensor } from '@bertsmith/tensor';
import type { BertConfig } from '../config/bert-config.js';
import type { PackedInputs } from '../layers/packed-inputs.js';

/** What an inference graph gives beside the model's own outputs. */
export interface InferenceGraphOptions {
  /**
   * Hidden states to give as `hidden_states.0` (the embeddings), `hidden_states.1` (the first layer), ...,
   * `[batch, sequence, hiddenSize]`: all of them, or those of a list of numbers. Default none.
   */
  readonly hiddenStates?: boolean | readonly number[] | undefined;
  /**
   * Give the model's own outputs. False leaves them out, and with them all that only they need: the head, and the layers above the hidden
   * states that are asked for. Default true.
   */
  readonly predictions?: boolean | undefined;
  /** Give the attention of each layer as `attentions.0`, ..., `[batch, heads, sequence, sequence]`. Default false. */
  readonly attentions?: boolean | undefined;
  /** Rows hold several examples; see {@link PackedInputs}. Default false. */
  readonly packed?: boolean | undefined;
}

/** What a graph with a loss is for. */
export interface LossGraphOptions {
  /**
   * Rows hold several examples: the graph has the further input `position_ids` (int32 `[batch, sequence]`), and, where the head looks at
   * first tokens, `example_starts` (int32 `[examples]`), with a target and a prediction for each example instead of each row. Default false.
   */
  readonly packed?: boolean | undefined;
  /**
   * The last layer is computed for every token, also where the head reads first tokens alone and the rest would be left out: for losses on
   * what layers give, which `encoderValues` finds. Predictions are the same. Default false.
   */
  readonly allTokens?: boolean | undefined;
  /**
   * A head that guesses words and judges pairs multiplies the loss of the pairs by the further input `pair_weight` (float32, a number): for steps of
   * several batches, which are weighed by their words. Other heads have no such input. Default false.
   */
  readonly pairWeight?: boolean | undefined;
}

/** A model that answers. Everything that measures, exports or serves takes this. */
export interface BertInferenceModel {
  /** Hugging Face's name of the class: `BertModel`. */
  readonly architecture: string;
  readonly config: BertConfig;
  readonly arena: ParameterArena;
  /**
   * What its graphs read by name in place of the arena, of any dtype: the weights of a model that was quantized. They never change. Default: the
   * arena's parameters.
   */
  readonly inferenceParameters?: ReadonlyMap<string, Tensor>;
  /** The graph of the predictions alone. Its inputs are `input_ids`, `attention_mask`, `token_type_ids` (int32 `[batch, sequence]`). */
  buildInferenceGraph(options?: InferenceGraphOptions): Graph;
  /**
   * A model of the same class with another configuration, all parameters zero. Whatever makes models smaller needs it; a model without it
   * cannot be made smaller.
   *
   * @param keptLayers which of this model's layers those of the new one are, ascending. Default: all
   */
  withConfig?(config: BertConfig, keptLayers?: readonly number[]): BertInferenceModel;
}

/** A model that learns. A head is an implementation of it, and everything that trains takes it. */
export interface BertModelWithHead extends BertInferenceModel {
  /**
   * The graph of a training step's forward half: outputs `loss`, a scalar, and the predictions that it is the loss of. Its inputs are
   * `input_ids`, `attention_mask`, `token_type_ids` (int32 `[batch, sequence]`), the head's targets, and, where there is dropout,
   * `dropout_key` (uint32 `[2]`).
   *
   * A head need not know of packed rows: it takes no options then, and whoever packs sees that the graph lacks `position_ids`.
   *
   * @throws ConfigError when the head cannot learn from packed rows
   */
  buildTrainingGraph(options?: LossGraphOptions): Graph;
  /** The graph of the same loss and predictions without dropout. */
  buildEvaluationGraph(options?: LossGraphOptions): Graph;
}
