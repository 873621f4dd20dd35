/** The parameters of a BERT under Hugging Face's names, with the query, key and value matrices stacked. */
import type { ParameterSpecification } from '@bertsmith/tensor';
import type { BertConfig } from '../config/bert-config.js';
import { attentionWidthOf, intermediateSizeOf } from '../config/layer-sizes.js';
import { rankOf } from '../config/matrix-ranks.js';

/** Where the encoder's parameters are in a model with a head. */
export const ENCODER_PREFIX = 'bert.';

/** What a head makes of the encoder. */
export interface BertParametersOptions {
  /** Whether there is a pooler. Default true; heads that look at every token have none. */
  readonly hasPooler?: boolean;
  /** Whether a decoder multiplies by the table of words too, so that its gradient is dense. Default false. */
  readonly tiesWordEmbeddings?: boolean;
}

/** Embeddings, encoder and pooler. */
export function bertParameters(config: BertConfig, options: BertParametersOptions = {}): ParameterSpecification[] {
  const { hasPooler = true, tiesWordEmbeddings = false } = options;
  const layers = Array.from({ length: config.numHiddenLayers }, (_, layer) => layerParameters(config, layer));
  return [
    ...embeddingParameters(config, tiesWordEmbeddings),
    ...layers.flat(),
    ...(hasPooler ? poolerParameters(config) : []),
  ];
}

/** The name of the first part of a layer's parameters. */
export function layerPrefix(layer: number): string {
  return `${ENCODER_PREFIX}encoder.layer.${layer}.`;
}

function embeddingParameters(config: BertConfig, tiesWordEmbeddings: boolean): ParameterSpecification[] {
  const prefix = `${ENCODER_PREFIX}embeddings.`;
  const table = (name: string, rows: number, isTied = false): ParameterSpecification => ({
    name: `${prefix}${name}.weight`,
    shape: [rows, config.hiddenSize],
    initialization: { normal: config.initializerRange },
    weightDecay: true,
    ...(!isTied && { gradient: 'rows' }),
  });
  return [
    table('word_embeddings', config.vocabSize, tiesWordEmbeddings),
    table('position_embeddings', config.maxPositionEmbeddings),
    table('token_type_embeddings', config.typeVocabSize),
    ...layerNormParameters(`${prefix}LayerNorm`, config.hiddenSize),
  ];
}

function layerParameters(config: BertConfig, layer: number): ParameterSpecification[] {
  const { hiddenSize } = config;
  const [attentionWidth, intermediateSize] = [attentionWidthOf(config, layer), intermediateSizeOf(config, layer)];
  const prefix = layerPrefix(layer);
  return [
    ...stackedLinearParameters(config, `${prefix}attention.self.`, attentionWidth),
    ...linearParameters(config, `${prefix}attention.output.dense`, hiddenSize, attentionWidth),
    ...layerNormParameters(`${prefix}attention.output.LayerNorm`, hiddenSize),
    ...linearParameters(config, `${prefix}intermediate.dense`, intermediateSize, hiddenSize),
    ...linearParameters(config, `${prefix}output.dense`, hiddenSize, intermediateSize),
    ...layerNormParameters(`${prefix}output.LayerNorm`, hiddenSize),
  ];
}

function poolerParameters(config: BertConfig): ParameterSpecification[] {
  return linearParameters(config, `${ENCODER_PREFIX}pooler.dense`, config.hiddenSize, config.hiddenSize);
}

/** Files keep query, key and value apart; the graph multiplies by all three at once, so they lie one behind the other. */
function stackedLinearParameters(config: BertConfig, prefix: string, width: number): ParameterSpecification[] {
  return linearParameters(config, `${prefix}qkv`, 3 * width, config.hiddenSize).map((specification) => ({
    ...specification,
    parts: ['query', 'key', 'value'].map((part) => ({
      name: specification.name.replace('qkv', part),
      rows: width,
    })),
  }));
}

/** The parameters of a `linear` layer: a weight of `[outputs, inputs]`, as PyTorch keeps it, or its two factors, and a bias. */
export function linearParameters(
  config: BertConfig,
  name: string,
  outputs: number,
  inputs: number,
): ParameterSpecification[] {
  return [
    ...weightParameters(config, name, outputs, inputs),
    { name: `${name}.bias`, shape: [outputs], initialization: { constant: 0 }, weightDecay: false },
  ];
}

function weightParameters(config: BertConfig, name: string, outputs: number, inputs: number): ParameterSpecification[] {
  const { initializerRange } = config;
  const weight = (part: string, rows: number, columns: number, deviation: number): ParameterSpecification => ({
    name: `${name}.${part}`,
    shape: [rows, columns],
    initialization: { normal: deviation },
    weightDecay: true,
  });
  const rank = rankOf(config, name);
  if (rank === undefined) return [weight('weight', outputs, inputs, initializerRange)];
  // A sum of so many products of two has the deviation of the whole matrix.
  const deviation = Math.sqrt(initializerRange / Math.sqrt(rank));
  return [weight('first.weight', rank, inputs, deviation), weight('second.weight', outputs, rank, deviation)];
}

/** The parameters of a `layerNorm` layer. */
export function layerNormParameters(name: string, width: number): ParameterSpecification[] {
  return [
    { name: `${name}.weight`, shape: [width], initialization: { constant: 1 }, weightDecay: false },
    { name: `${name}.bias`, shape: [width], initialization: { constant: 0 }, weightDecay: false },
  ];
}
