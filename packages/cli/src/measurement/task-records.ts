import type { Example, QuestionExample, ScoredExample, TaggedExample } from '@bertsmith/data';
import type { InputRecord } from '../prediction/input-record.js';
import { evenlySpreadRows } from '../task/evenly-spread-rows.js';
import type { LoadedTask } from '../task/load-task.js';
import { MEASURED_TEXTS } from './measured-texts.js';

/** Development rows of a task, evenly spread, as a model is asked about them. */
export function taskRecords({ validation }: Pick<LoadedTask, 'validation'>, count = MEASURED_TEXTS): InputRecord[] {
  return evenlySpreadRows(validation, count).map((row, index) => {
    const place = `development text ${index + 1}`;
    return recordOf(row as Example | ScoredExample | TaggedExample | QuestionExample, place);
  });
}

function recordOf(row: Example | ScoredExample | TaggedExample | QuestionExample, place: string): InputRecord {
  if ('words' in row) return { place, words: row.words };
  if ('question' in row) return { place, question: row.question, context: row.context };
  return { place, text: row.text, ...(row.pair !== undefined && { pair: row.pair }) };
}
