import { type BeforeAndAfter, measureBeforeAndAfter } from '../measurement/before-and-after.js';
import { dictionaryRecords } from '../measurement/measured-texts.js';
import { taskRecords } from '../measurement/task-records.js';
import type { TaskScores } from '../model/score-model.js';
import type { CuttingContext } from './cut-model.js';

/** Texts that are computed together, where all are asked for at once. */
const MEASURED_BATCH = 32;

/** Measures the model that was given and what was saved of it, on development texts of the task, or on definitions of the dictionary. */
export async function measurePruned(
  scores: { readonly before: TaskScores | undefined; readonly after: TaskScores | undefined },
  { options, original, loaded, note }: CuttingContext,
): Promise<BeforeAndAfter> {
  const { model: directory, output, maxLength, threads } = options;
  const records = loaded === undefined ? await dictionaryRecords(original.model.architecture) : taskRecords(loaded);
  note(`measuring both on ${records.length} texts`);
  return await measureBeforeAndAfter(
    { directory, scores: scores.before },
    { directory: output, scores: scores.after },
    { records, batchSize: MEASURED_BATCH, maxLength, threads },
  );
}
