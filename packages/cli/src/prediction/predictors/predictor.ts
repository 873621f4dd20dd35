import type { AbortOptions } from '@bertsmith/bert-core';
import { InputError } from '@bertsmith/tensor';
import type { InputRecord } from '../input-record.js';

/** The answer for one record: as JSON, and as words for a person. */
export interface Prediction {
  readonly json: object;
  /** What is highlighted, a number if there is one, and the rest of the line. */
  readonly line: { readonly head: string; readonly score?: number; readonly rest: string };
}

/** What `predict` does with a model of one kind. */
export interface Predictor {
  /** An answer for each record, in their order. */
  predict(records: readonly InputRecord[], options: AbortOptions): Promise<readonly Prediction[]>;
  dispose(): Promise<void>;
}

/** The fields that a model of one kind reads. @throws InputError that says which are missing */
export function requireFields<Field extends keyof InputRecord>(
  record: InputRecord,
  fields: readonly Field[],
  kind: string,
): Required<Pick<InputRecord, Field>> {
  const missing = fields.filter((field) => record[field] === undefined);
  if (missing.length === 0) return record as unknown as Required<Pick<InputRecord, Field>>;
  const example = JSON.stringify(Object.fromEntries(fields.map((field) => [field, '...'])));
  const message = `${record.place}: a ${kind} reads ${fields.join(' and ')}, and there is no ${missing.join(' and no ')}; write ${example}`;
  throw new InputError(message, { place: record.place, missing });
}
