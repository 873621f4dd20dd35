import type { BertConfig } from '@bertsmith/bert-core';
import { ConfigError } from '@bertsmith/tensor';

/** Two hidden states: 0 is the embeddings, 1 what the first layer gives. */
export type LayerPair = readonly [student: number, teacher: number];

/**
 * All of a student's hidden states, each with the one at the same share of the teacher's layers, rounded: TinyBERT's uniform map (Jiao et al. 2020,
 * section 3.1), the embeddings with the embeddings and the last layer with the last.
 *
 * @example
 * uniformLayerMap(4, 12); // [[0, 0], [1, 3], [2, 6], [3, 9], [4, 12]]
 */
export function uniformLayerMap(studentLayers: number, teacherLayers: number): LayerPair[] {
  const share = (layer: number) => Math.round((layer * teacherLayers) / studentLayers);
  return Array.from({ length: studentLayers + 1 }, (_, layer): LayerPair => [layer, share(layer)]);
}

type Layers = Pick<BertConfig, 'numHiddenLayers'>;

/** @throws ConfigError when a map is empty, or names a hidden state that a model does not have */
export function checkLayerMap(pairs: readonly LayerPair[], student: Layers, teacher: Layers): void {
  if (pairs.length === 0)
    throw new ConfigError('distillation: hidden.layers is empty: name a pair, or leave it out', {});
  for (const [ofStudent, ofTeacher] of pairs) {
    requireLayer('hidden.layers', 'student', ofStudent, { first: 0, last: student.numHiddenLayers });
    requireLayer('hidden.layers', 'teacher', ofTeacher, { first: 0, last: teacher.numHiddenLayers });
  }
}

/** @throws ConfigError when a model has no such layer */
export function requireLayer(
  option: string,
  model: 'student' | 'teacher',
  layer: number,
  { first, last }: { readonly first: number; readonly last: number },
): void {
  if (Number.isSafeInteger(layer) && layer >= first && layer <= last) return;
  throw new ConfigError(`distillation: ${option} has the layer ${layer}, the ${model} has ${first} to ${last}`, {
    option,
    model,
    layer,
  });
}
