import type { BertModelWithHead } from '@bertsmith/bert-core';
import { loadConfig } from '@bertsmith/bert-core/files';
import { hasQuantizedWeights } from '@bertsmith/quantize/files';
import { ConfigError } from '@bertsmith/tensor';
import { checkTaskLabels } from '../model/check-task-labels.js';
import { loadTrainedDirectory, type ModelDirectory } from '../model/load-model-directory.js';
import type { LoadedTask } from '../task/load-task.js';

/** How a teacher is called in messages. */
export const teacherIn = (directory: string) => `the teacher in ${directory}`;

/**
 * Reads a model that is to teach a task.
 *
 * @throws ConfigError for one that is quantized, has no head, or was trained for something else
 * @throws InputError, FormatError when a file is missing or damaged
 */
export async function loadTeacher(directory: string, loaded: LoadedTask): Promise<ModelDirectory<BertModelWithHead>> {
  if (hasQuantizedWeights(await loadConfig(directory))) {
    const message = `${teacherIn(directory)} is quantized: take the model that it was made from`;
    throw new ConfigError(message, { path: directory });
  }
  const teacher = await loadTrainedDirectory(directory);
  checkTaskLabels(teacher.model, loaded, teacherIn(directory));
  return teacher;
}
