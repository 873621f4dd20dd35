import { type BertModelWithHead, PRESET_NAMES, presetConfig } from '@bertsmith/bert-core';
import { loadModel } from '@bertsmith/bert-core/files';
import { copyTeacherLayers, selectedLayersConfig } from '@bertsmith/distill';
import { ConfigError } from '@bertsmith/tensor';
import { type ModelDirectory, withTokenizer } from '../model/load-model-directory.js';
import type { LoadedTask } from '../task/load-task.js';
import type { DistillOptions } from './distill-options.js';
import { teacherIn } from './load-teacher.js';
import { requireSameVocabulary } from './require-same-vocabulary.js';

/** A student before it has learned, and where it comes from. */
export interface Student {
  readonly model: BertModelWithHead;
  readonly description: string;
  /** Whether it knows nothing yet. */
  readonly isFresh: boolean;
}

type StudentOptions = Pick<DistillOptions, 'student' | 'studentLayers' | 'teacher' | 'seed'>;

/**
 * Makes the student: a fresh one with the teacher's vocabulary, some of the teacher's layers, or the model of a directory.
 *
 * @throws ConfigError when it has not the teacher's vocabulary, or layers are asked for that the teacher does not have
 * @throws InputError, FormatError for a directory that holds no model
 */
export async function createStudent(
  teacher: ModelDirectory<BertModelWithHead>,
  loaded: LoadedTask,
  options: StudentOptions,
  note: (line: string) => void,
): Promise<Student> {
  const { student = '', studentLayers } = options;
  if (studentLayers !== undefined) return ofTeacher(teacher.model, loaded, studentLayers, options);
  const isPreset = (PRESET_NAMES as readonly string[]).includes(student);
  return isPreset ? freshStudent(teacher.model, loaded, options) : await fromDirectory(teacher, loaded, options, note);
}

function ofTeacher(
  teacher: BertModelWithHead,
  { head }: LoadedTask,
  list: string,
  { seed, teacher: directory }: StudentOptions,
): Student {
  const layers = list.split(',').map((text) => (/^\s*\d+\s*$/.test(text) ? Number(text) : Number.NaN));
  if (layers.some(Number.isNaN)) {
    throw new ConfigError(`--student-layers is '${list}', expected numbers of layers from 0, such as 0,2,4`, {
      flag: '--student-layers',
      actual: list,
    });
  }
  const model = head.initialize(selectedLayersConfig(teacher.config, layers), { seed });
  copyTeacherLayers(model, teacher, layers);
  return { model, isFresh: false, description: `the layers ${layers.join(', ')} of ${directory} (${sizeOf(model)})` };
}

function freshStudent(
  teacher: BertModelWithHead,
  { head, labels }: LoadedTask,
  { student = '', seed }: StudentOptions,
): Student {
  const { vocabSize, maxPositionEmbeddings, typeVocabSize, padTokenId } = teacher.config;
  const shared = { vocabSize, maxPositionEmbeddings, typeVocabSize, padTokenId };
  const model = head.initialize(presetConfig(student, { ...shared, ...head.config(labels) }), { seed });
  return { model, isFresh: true, description: `BERT ${student} (${sizeOf(model)})` };
}

async function fromDirectory(
  { tokenizer: ofTeacher }: ModelDirectory<BertModelWithHead>,
  { head, labels }: LoadedTask,
  { student: directory = '', teacher, seed }: StudentOptions,
  note: (line: string) => void,
): Promise<Student> {
  const { architecture } = head;
  const { model, warnings } = await loadModel(directory, { architecture, ...head.config(labels), seed });
  for (const warning of warnings) note(warning);
  const { tokenizer } = await withTokenizer(model, directory);
  requireSameVocabulary(
    { name: `the student in ${directory}`, tokenizer },
    { name: teacherIn(teacher), tokenizer: ofTeacher },
    "take a student of the same family, or a size by name, which gets the teacher's vocabulary",
  );
  return { model, isFresh: false, description: `${architecture} from ${directory} (${sizeOf(model)})` };
}

function sizeOf({ config, arena }: BertModelWithHead): string {
  const { numHiddenLayers, hiddenSize } = config;
  return `${numHiddenLayers} layers x ${hiddenSize}, ${arena.parameterCount.toLocaleString('en')} parameters`;
}
