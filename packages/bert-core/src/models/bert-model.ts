import type { Value } from '@bertsmith/graph';
import type { BertConfig } from '../config/bert-config.js';
import { encoder } from '../layers/encoder.js';
import type { EncoderInputs } from '../layers/encoder-inputs.js';
import { firstTokens } from '../layers/first-tokens.js';
import type { LayerContext } from '../layers/layer-context.js';
import { pooler } from '../layers/pooler.js';
import { bertParameters } from '../parameters/bert-parameters.js';
import { BertBase, byText, type Outputs } from './bert-base.js';
import { type InitializeOptions, initializeModel } from './initialize-model.js';

/** What a {@link BertModel} is made of and gives. */
export interface BertModelOptions {
  /** Whether there is a pooler, and its output. Default true. */
  readonly hasPooler?: boolean;
}

/**
 * The encoder alone (Devlin et al. 2019, section 3): `last_hidden_state`, `[batch, sequence, hiddenSize]`, and `pooler_output`,
 * `[batch, hiddenSize]`, the first token's through one more layer.
 *
 * @example
 * const model = BertModel.initialize(presetConfig('tiny'), { seed: 1 });
 */
export class BertModel extends BertBase {
  readonly architecture = 'BertModel';
  readonly hasPooler: boolean;

  /** A model whose parameters are all zero; see {@link initialize}, or load a checkpoint into it. */
  constructor(config: BertConfig, { hasPooler = true }: BertModelOptions = {}) {
    super(config, () => bertParameters(config, { hasPooler }));
    this.hasPooler = hasPooler;
  }

  static initialize(config: BertConfig, options: InitializeOptions): BertModel {
    return initializeModel(new BertModel(config), options);
  }

  override withConfig(config: BertConfig): this {
    return new BertModel(config, { hasPooler: this.hasPooler }) as this;
  }

  protected predict(context: LayerContext, inputs: EncoderInputs): Outputs {
    const hidden = encoder(context, inputs);
    const states = { last_hidden_state: byText(hidden) as Value };
    return this.hasPooler
      ? { ...states, pooler_output: pooler(context, firstTokens(hidden, inputs)) as Value }
      : states;
  }
}
