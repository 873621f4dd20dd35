import type { TextOrPair } from '@bertsmith/bert-core';
import type { InputRecord } from './input-record.js';
import { requireFields } from './predictors/predictor.js';

/** What of a record is given a vector. @throws InputError when it has no text */
export function embeddedText(record: InputRecord): TextOrPair {
  return { ...requireFields(record, ['text'], 'sentence embedder'), pair: record.pair };
}
