import { add, flattenRows, gather, iota, type Value } from '@bertsmith/graph';
import { ENCODER_PREFIX } from '../parameters/bert-parameters.js';
import type { EncoderInputs } from './encoder-inputs.js';
import type { HiddenStates, LayerContext } from './layer-context.js';
import { layerNorm } from './layer-norm.js';

/** The sum of word, position and segment embeddings, normalized (Devlin et al. 2019, section 3). */
export function embeddings(context: LayerContext, { inputIds, tokenTypeIds, packed }: EncoderInputs): HiddenStates {
  const { hiddenSize, vocabSize, maxPositionEmbeddings, typeVocabSize, hiddenDropoutProb } = context.config;
  const table = (name: string, rows: number) =>
    context.weight(`${ENCODER_PREFIX}embeddings.${name}.weight`, [rows, hiddenSize]);
  const words = gather(table('word_embeddings', vocabSize), inputIds);
  const types = gather(table('token_type_embeddings', typeVocabSize), tokenTypeIds);
  const places = (packed?.positionIds ?? iota('sequence', 'int32')) as Value<'int32'>;
  const positions = gather(table('position_embeddings', maxPositionEmbeddings) as Value<'float32'>, places);
  const sum = flattenRows(add(add(words, types) as Value<'float32'>, positions)) as HiddenStates;
  const normalized = layerNorm(context, sum, `${ENCODER_PREFIX}embeddings.LayerNorm`);
  return context.dropout(normalized, hiddenDropoutProb);
}
