/** The parameters of a BERT under Hugging Face's names, with the query, key and value matrices stacked. */
import type { ParameterSpecification } from '@bertsmith/tensor';
import type { BertConfig } from '../config/bert-config.js';

/** Where the encoder's parameters are in a model with a head. */
export const ENCODER_PREFIX = 'bert.';

/** Embeddings, encoder and pooler. */
export function bertParameters(config: BertConfig): ParameterSpecification[] {
  const layers = Array.from({ length: config.numHiddenLayers }, (_, layer) => layerParameters(config, layer));
  return [...embeddingParameters(config), ...layers.flat(), ...poolerParameters(config)];
}

/** The head of a sequence classifier. */
export function classifierParameters(config: BertConfig): ParameterSpecification[] {
  return linearParameters(config, 'classifier', config.labels.length, config.hiddenSize);
}

/** The name of the first part of a layer's parameters. */
export function layerPrefix(layer: number): string {
  return `${ENCODER_PREFIX}encoder.layer.${layer}.`;
}

function embeddingParameters(config: BertConfig): ParameterSpecification[] {
  const prefix = `${ENCODER_PREFIX}embeddings.`;
  const table = (name: string, rows: number): ParameterSpecification => ({
    name: `${prefix}${name}.weight`,
    shape: [rows, config.hiddenSize],
    initialization: { normal: config.initializerRange },
    weightDecay: true,
    gradient: 'rows',
  });
  return [
    table('word_embeddings', config.vocabSize),
    table('position_embeddings', config.maxPositionEmbeddings),
    table('token_type_embeddings', config.typeVocabSize),
    ...layerNormParameters(`${prefix}LayerNorm`, config.hiddenSize),
  ];
}

function layerParameters(config: BertConfig, layer: number): ParameterSpecification[] {
  const { hiddenSize, intermediateSize } = config;
  const prefix = layerPrefix(layer);
  return [
    ...stackedLinearParameters(config, `${prefix}attention.self.`),
    ...linearParameters(config, `${prefix}attention.output.dense`, hiddenSize, hiddenSize),
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
function stackedLinearParameters(config: BertConfig, prefix: string): ParameterSpecification[] {
  const { hiddenSize } = config;
  return linearParameters(config, `${prefix}qkv`, 3 * hiddenSize, hiddenSize).map((specification) => ({
    ...specification,
    parts: ['query', 'key', 'value'].map((part) => ({
      name: specification.name.replace('qkv', part),
      rows: hiddenSize,
    })),
  }));
}

/** The parameters of a `linear` layer: a weight of `[outputs, inputs]`, as PyTorch keeps it, and a bias. */
export function linearParameters(
  { initializerRange }: BertConfig,
  name: string,
  outputs: number,
  inputs: number,
): ParameterSpecification[] {
  return [
    {
      name: `${name}.weight`,
      shape: [outputs, inputs],
      initialization: { normal: initializerRange },
      weightDecay: true,
    },
    { name: `${name}.bias`, shape: [outputs], initialization: { constant: 0 }, weightDecay: false },
  ];
}

function layerNormParameters(name: string, width: number): ParameterSpecification[] {
  return [
    { name: `${name}.weight`, shape: [width], initialization: { constant: 1 }, weightDecay: false },
    { name: `${name}.bias`, shape: [width], initialization: { constant: 0 }, weightDecay: false },
  ];
}
