import type { PruneOptions } from './prune-options.js';
import { VOCABULARY_TEXTS } from './prune-options.js';

/** What the cut hangs on, but for paths: of another file of words another model comes, which no checkpoint fits. */
export function decisiveOptions(options: PruneOptions): Record<string, unknown> {
  const { method, task, sparsity, targetSpeedup, targetMs, targetParams, targetBatch } = options;
  const { keepLayers, layerChoice, vocabularyTexts, vocabularyFrequency } = options;
  const target = { sparsity, targetSpeedup, targetMs, targetParams, targetBatch };
  const words = VOCABULARY_TEXTS.includes(vocabularyTexts) ? vocabularyTexts : 'a file';
  return { method, task, ...target, keepLayers, layerChoice, vocabularyTexts: words, vocabularyFrequency };
}
