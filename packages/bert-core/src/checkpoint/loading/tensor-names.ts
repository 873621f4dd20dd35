/**
 * What checkpoints call the parameters of a BERT, made one.
 *
 * | in files | why | here |
 * |---|---|---|
 * | `encoder.layer.0...` | a model that was saved without a head | `bert.encoder.layer.0...` |
 * | `LayerNorm.gamma`, `LayerNorm.beta` | converted from Google's TensorFlow checkpoints | `LayerNorm.weight`, `LayerNorm.bias` |
 * | `embeddings.position_ids` | a buffer that transformers saved before 4.31 | left out |
 * | `cls.predictions.decoder.weight`, `.bias` | the masked-LM head's output layer, tied to other parameters | left out when equal |
 */

/** The name that all spellings of a parameter share. */
export function canonicalName(name: string): string {
  return name
    .replace(/^(?=(embeddings|encoder|pooler)\.)/, 'bert.')
    .replace(/(?<=(^|\.)LayerNorm\.)gamma$/, 'weight')
    .replace(/(?<=(^|\.)LayerNorm\.)beta$/, 'bias');
}

/** True for a buffer that is no parameter: its values follow from the configuration. */
export function isBuffer(name: string): boolean {
  return /(^|\.)embeddings\.position_ids$/.test(name);
}

const TIES: Readonly<Record<string, string>> = {
  'cls.predictions.decoder.weight': 'bert.embeddings.word_embeddings.weight',
  'cls.predictions.decoder.bias': 'cls.predictions.bias',
};

const PARTNERS: ReadonlyMap<string, string> = new Map(
  Object.entries(TIES).flatMap(([a, b]) => [
    [a, b],
    [b, a],
  ]),
);

/** The canonical name of the parameter that this one is the same memory as in transformers; a file may have either, or both. */
export function tiedName(name: string): string | undefined {
  return PARTNERS.get(name);
}
