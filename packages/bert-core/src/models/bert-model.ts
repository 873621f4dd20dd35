/** What every model on a BERT encoder is: a configuration, an arena of parameters, and the graphs it can build. */
import type { Graph } from '@bertsmith/graph';
import type { ParameterArena } from '@bertsmith/tensor';
import type { BertConfig } from '../config/bert-config.js';

/** A model; a head is an implementation of it. Everything that trains, measures or serves takes this. */
export interface BertModelWithHead {
  /** Hugging Face's name of the class: `BertForSequenceClassification`. */
  readonly architecture: string;
  readonly config: BertConfig;
  readonly arena: ParameterArena;
  /**
   * The graph of a training step's forward half: outputs `loss`, a scalar, and the head's predictions. Its inputs are
   * `input_ids`, `attention_mask`, `token_type_ids` (int32 `[batch, sequence]`), the head's targets, and, where there is dropout,
   * `dropout_key` (uint32 `[2]`).
   */
  buildTrainingGraph(): Graph;
  /** The graph of the same loss and predictions without dropout. */
  buildEvaluationGraph(): Graph;
  /** The graph of the predictions alone. */
  buildInferenceGraph(): Graph;
}
