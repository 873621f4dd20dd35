import type { BertModelWithHead } from '@bertsmith/bert-core';
import { measureShrunk } from '../measurement/measure-shrunk.js';
import { fitMaxLength } from '../model/fit-max-length.js';
import type { ModelDirectory } from '../model/load-model-directory.js';
import { scoreModel, type TaskScores } from '../model/score-model.js';
import { formatCount } from '../report/number-format.js';
import type { LoadedTask } from '../task/load-task.js';
import type { TrainingSurroundings } from '../training/run-trainer.js';
import { type FinishedTraining, type TeacherScore, trainPrepared } from '../training/train-and-save.js';
import { FRESH_LEARNING_RATE, PRETRAINED_LEARNING_RATE } from '../training/train-options.js';
import { createLesson } from './create-lesson.js';
import { createStudent } from './create-student.js';
import type { DistillOptions } from './distill-options.js';
import { loadTeacher } from './load-teacher.js';

/**
 * Scores the teacher, trains a student on the rows and on what the teacher says of them, saves it, scores what was saved, and measures both.
 *
 * @throws ConfigError when the teacher was trained for something else, or the student has other words
 */
export async function distillAndSave(
  loaded: LoadedTask,
  options: DistillOptions,
  surroundings: TrainingSurroundings,
): Promise<FinishedTraining> {
  const note = (line: string) => surroundings.progress.note(line);
  const teacher = await loadTeacher(options.teacher, loaded);
  const { model, description, isFresh } = await createStudent(teacher, loaded, options, note);
  const positions = [model, teacher.model].map(({ config }) => config.maxPositionEmbeddings);
  const maxLength = fitMaxLength(options.maxLength, { maxPositionEmbeddings: Math.min(...positions) });
  note(`scoring the teacher, ${formatCount(teacher.model.arena.parameterCount)} parameters`);
  const scoresOfTeacher = await scoreModel(teacher, loaded, { ...options, maxLength });
  const finished = await teach(teacher, { model, description, isFresh, maxLength }, { loaded, options, surroundings });
  const known = { ...finished, teacher: teacherScore(teacher.model, loaded, scoresOfTeacher) };
  if (finished.result.isAborted) return known;
  const measured = await measureShrunk({
    ...{ original: teacher.model, loaded, note },
    options: { ...options, model: options.teacher, maxLength },
    scores: { before: scoresOfTeacher, after: finished.scores },
  });
  return { ...known, measured };
}

/** What learns, and from where it begins. */
interface Student {
  readonly model: BertModelWithHead;
  readonly description: string;
  readonly isFresh: boolean;
  readonly maxLength: number;
}

/** Who is measured afterwards has the machine alone: the teacher's session and what is kept of its answers are gone by then. */
async function teach(
  teacher: ModelDirectory<BertModelWithHead>,
  { model, description, isFresh, maxLength }: Student,
  { loaded, options, surroundings }: Distilled,
): Promise<FinishedTraining> {
  const note = (line: string) => surroundings.progress.note(line);
  note(`tokenizing ${formatCount(loaded.train.length + loaded.validation.length)} rows`);
  const { head, labels } = loaded;
  const encode = (rows: readonly unknown[]) => head.encode(rows, teacher.tokenizer, { maxLength, labels });
  const [train, validation] = [encode(loaded.train), encode(loaded.validation)];
  await using plugin = createLesson({ teacher: teacher.model, rows: train }, options, note);
  const learningRate = isFresh ? FRESH_LEARNING_RATE : PRETRAINED_LEARNING_RATE;
  const { tokenizer } = teacher;
  const run = { model, tokenizer, train, validation, maxLength, description, learningRate, plugins: [plugin] };
  return await trainPrepared(loaded, run, options, surroundings);
}

interface Distilled {
  readonly loaded: LoadedTask;
  readonly options: DistillOptions;
  readonly surroundings: TrainingSurroundings;
}

function teacherScore({ arena }: BertModelWithHead, { task }: LoadedTask, { validation }: TaskScores): TeacherScore {
  return { score: validation.metrics[task.metric], parameters: arena.parameterCount };
}
