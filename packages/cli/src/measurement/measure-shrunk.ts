import type { ExecutionProvider } from '@bertsmith/backend-onnxruntime';
import type { BertInferenceModel } from '@bertsmith/bert-core';
import type { TaskScores } from '../model/score-model.js';
import type { LoadedTask } from '../task/load-task.js';
import { type BeforeAndAfter, measureBeforeAndAfter } from './before-and-after.js';
import { dictionaryRecords, MEASURED_BATCH } from './measured-texts.js';
import { taskRecords } from './task-records.js';

/** A model that was given, what was saved of it, and what is known of both. */
export interface ShrunkModel {
  readonly original: Pick<BertInferenceModel, 'architecture'>;
  readonly options: {
    readonly model: string;
    readonly output: string;
    readonly maxLength: number;
    readonly threads: number;
    readonly provider?: ExecutionProvider;
  };
  /** The rows of the task, if there is one. */
  readonly loaded: LoadedTask | undefined;
  readonly scores: { readonly before: TaskScores | undefined; readonly after: TaskScores | undefined };
  note(line: string): void;
}

/** Measures both, on development texts of the task, or on definitions of the dictionary. */
export async function measureShrunk(shrunk: ShrunkModel): Promise<BeforeAndAfter> {
  const { original, options, loaded, scores, note } = shrunk;
  const { model: directory, output, maxLength, threads, provider } = options;
  const records = loaded === undefined ? await dictionaryRecords(original.architecture) : taskRecords(loaded);
  note(`measuring both on ${records.length} texts`);
  return await measureBeforeAndAfter(
    { directory, scores: scores.before },
    { directory: output, scores: scores.after },
    { records, batchSize: MEASURED_BATCH, maxLength, threads, provider },
  );
}
