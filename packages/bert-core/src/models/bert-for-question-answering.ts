import { add, multiply, reshape, split, type Value } from '@bertsmith/graph';
import type { BertConfig } from '../config/bert-config.js';
import { encoder } from '../layers/encoder.js';
import type { EncoderInputs } from '../layers/encoder-inputs.js';
import type { LayerContext } from '../layers/layer-context.js';
import { linear } from '../layers/linear.js';
import { refusePackedRows } from '../layers/packed-inputs.js';
import { positionCrossEntropy } from '../losses/position-cross-entropy.js';
import { bertParameters, linearParameters } from '../parameters/bert-parameters.js';
import { BertWithHead } from './bert-base.js';
import { type InitializeOptions, initializeModel } from './initialize-model.js';

/** Logits of each token to be the first and the last of the answer, `[batch, sequence]`. */
type Predictions = {
  readonly start_logits: Value<'float32', readonly ['batch', 'sequence']>;
  readonly end_logits: Value<'float32', readonly ['batch', 'sequence']>;
};

/**
 * A BERT with two linear outputs for every token: where the answer to a question starts and ends in a paragraph (Devlin et al. 2019,
 * section 4.2). The first text of a pair is the question, the second the paragraph.
 *
 * A graph with a loss has the inputs `start_positions` and `end_positions`, int32 `[batch]`; texts whose position is outside the
 * sequence are left out. The loss is the mean of both cross-entropies.
 *
 * @example
 * const model = BertForQuestionAnswering.initialize(presetConfig('tiny'), { seed: 1 });
 */
export class BertForQuestionAnswering extends BertWithHead<Predictions> {
  readonly architecture = 'BertForQuestionAnswering';

  /** A model whose parameters are all zero; see {@link initialize}, or load a checkpoint into it. */
  constructor(config: BertConfig) {
    super(config, questionAnswererParameters);
  }

  static initialize(config: BertConfig, options: InitializeOptions): BertForQuestionAnswering {
    return initializeModel(new BertForQuestionAnswering(config), options);
  }

  protected predict(context: LayerContext, inputs: EncoderInputs): Predictions {
    refusePackedRows(inputs, 'the place of an answer is searched in a row of its own');
    const logits = linear(context, encoder(context, inputs), 'qa_outputs', 2);
    const [start, end] = split(logits as Value<'float32'>, { axis: 1, sizes: [1, 1] }).map((column) =>
      reshape(column, ['batch', 'sequence'] as const),
    ) as [Predictions['start_logits'], Predictions['end_logits']];
    return { start_logits: start, end_logits: end };
  }

  protected lossOf({ start_logits, end_logits }: Predictions): Value<'float32'> {
    const start = positionCrossEntropy(start_logits, 'start_positions');
    return multiply(add(start, positionCrossEntropy(end_logits, 'end_positions')), 0.5);
  }
}

function questionAnswererParameters(config: BertConfig) {
  return [
    ...bertParameters(config, { hasPooler: false }),
    ...linearParameters(config, 'qa_outputs', 2, config.hiddenSize),
  ];
}
