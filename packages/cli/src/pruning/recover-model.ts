import type { EncodedExamples } from '@bertsmith/data';
import { createLesson } from '../distillation/create-lesson.js';
import { formatCount } from '../report/number-format.js';
import type { LoadedTask } from '../task/load-task.js';
import type { TrainingSurroundings } from '../training/run-trainer.js';
import { type FinishedTraining, trainPrepared } from '../training/train-and-save.js';
import { PRETRAINED_LEARNING_RATE } from '../training/train-options.js';
import { copyOfModel } from './copy-of-model.js';
import type { CutModel, CuttingContext } from './cut-model.js';
import { pruningWhileTraining } from './training-plugins.js';

/**
 * Trains what is left of a model on the rows of its task, while more goes where the method is one that prunes in training, and with a
 * teacher where that is asked for. Saves it, and scores what was saved.
 */
export async function recoverModel(
  cut: CutModel,
  context: CuttingContext & { readonly loaded: LoadedTask },
  surroundings: TrainingSurroundings,
): Promise<FinishedTraining> {
  const { options, loaded, original, note } = context;
  const { head, labels, train, validation } = loaded;
  const { maxLength } = options;
  note(`tokenizing ${formatCount(train.length + validation.length)} rows`);
  const encode = (rows: readonly unknown[]) => head.encode(rows, cut.tokenizer, { maxLength, labels });
  const rows = { train: encode(train), validation: encode(validation) };
  // The one that was given is measured against, and may be the teacher.
  const model = cut.model === original.model ? copyOfModel(cut.model) : cut.model;
  const { plugins, ...pruning } = await pruningWhileTraining({ ...cut, model }, context);
  await using lesson = teach(cut, rows.train, context);
  const run = {
    ...{ model, tokenizer: cut.tokenizer, ...rows, maxLength, ...pruning },
    description: `what is left, ${formatCount(model.arena.parameterCount)} parameters,`,
    learningRate: PRETRAINED_LEARNING_RATE,
    plugins: lesson === undefined ? plugins : [...plugins, lesson],
  };
  return await trainPrepared(loaded, run, { ...options, task: loaded.task.name }, surroundings);
}

function teach({ oldIds }: CutModel, rows: EncodedExamples, { teacher, options, note }: CuttingContext) {
  if (teacher === undefined) return undefined;
  return createLesson({ teacher, rows, teacherIds: oldIds }, options, note);
}
