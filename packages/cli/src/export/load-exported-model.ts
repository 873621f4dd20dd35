import type { BertModelWithHead } from '@bertsmith/bert-core';
import { loadSequenceClassifier } from '@bertsmith/bert-core/files';

/**
 * The model of a directory, for export: the one place that says which heads there are.
 *
 * @throws InputError when a file is missing; ConfigError when it is a kind of model that is not known; FormatError when a file is damaged
 */
export async function loadExportedModel(directory: string): Promise<BertModelWithHead> {
  return await loadSequenceClassifier(directory);
}
