import {
  type BertConfig,
  type BertInferenceModel,
  type BertModelWithHead,
  requireProblemType,
} from '@bertsmith/bert-core';
import { ConfigError } from '@bertsmith/tensor';
import type { DistillationOptions } from './distillation-options.js';
import { checkLayerMap, requireLayer } from './layers/layer-map.js';

/** What {@link checkStudent} looks at of a distillation's options. */
export type StudentRequirements = Pick<
  DistillationOptions,
  'teacher' | 'teacherIds' | 'alpha' | 'hidden' | 'relations'
>;

/**
 * Checks that a student can learn from the teacher, as a training with the plugin does when it begins.
 *
 * @throws ConfigError when words, labels or layers of the two do not fit, or they are one model
 * @example
 * checkStudent(student, { teacher });
 */
export function checkStudent(student: BertModelWithHead, settings: StudentRequirements): void {
  const { teacher, alpha, hidden, relations } = settings;
  if (student.arena === teacher.arena) {
    throw fail('the student is the teacher, which would change as it trains: give a copy of the model as teacher', {});
  }
  checkWords(student, settings);
  if (alpha !== 0) checkAnswers(student, teacher);
  if (hidden?.layers !== undefined) checkLayerMap(hidden.layers, student.config, teacher.config);
  if (relations === undefined) return;
  const { studentLayer = 1, teacherLayer = 1 } = relations;
  requireLayer('relations', 'student', studentLayer, { first: 1, last: student.config.numHiddenLayers });
  requireLayer('relations', 'teacher', teacherLayer, { first: 1, last: teacher.config.numHiddenLayers });
}

function checkWords({ config }: BertInferenceModel, { teacher, teacherIds }: StudentRequirements): void {
  const { vocabSize, typeVocabSize } = config;
  const { config: ofTeacher } = teacher;
  if (ofTeacher.typeVocabSize < typeVocabSize) {
    throw fail(`the teacher has ${ofTeacher.typeVocabSize} token types, the student ${typeVocabSize}`, {
      expected: typeVocabSize,
      actual: ofTeacher.typeVocabSize,
    });
  }
  if (teacherIds === undefined) {
    if (ofTeacher.vocabSize === vocabSize) return;
    throw fail(
      `the teacher has ${ofTeacher.vocabSize} words, the student ${vocabSize}: both must have one vocabulary, or teacherIds must say which of the teacher's each of the student's words is`,
      { expected: ofTeacher.vocabSize, actual: vocabSize },
    );
  }
  const wrong = teacherIds.find((id) => id < 0 || id >= ofTeacher.vocabSize);
  if (teacherIds.length === vocabSize && wrong === undefined) return;
  const found = wrong === undefined ? `has ${teacherIds.length} ids` : `has the id ${wrong}`;
  throw fail(
    `teacherIds ${found}, expected one for each of the student's ${vocabSize} words, below the teacher's ${ofTeacher.vocabSize}`,
    { expected: vocabSize, actual: teacherIds.length, id: wrong },
  );
}

function checkAnswers(student: BertInferenceModel, teacher: BertInferenceModel): void {
  if (student.architecture !== teacher.architecture && isKnown(student) && isKnown(teacher)) {
    throw fail(
      `the teacher is a ${teacher.architecture}, the student a ${student.architecture}: they answer different questions; take a teacher of the student's kind, or alpha 0 and hidden or relations`,
      { expected: student.architecture, actual: teacher.architecture },
    );
  }
  // Of these a configuration may name labels, and nobody reads them.
  if (WITHOUT_LABELS.has(student.architecture)) return;
  checkLabels(student.config.labels, teacher.config.labels);
  if (student.architecture !== 'BertForTokenClassification') checkProblemTypes(student.config, teacher.config);
}

const WITHOUT_LABELS: ReadonlySet<string> = new Set([
  'BertForQuestionAnswering',
  'BertForMaskedLM',
  'BertForPreTraining',
]);

function checkProblemTypes(ofStudent: BertConfig, ofTeacher: BertConfig): void {
  const [expected, actual] = [ofTeacher, ofStudent].map(problemTypeOf);
  if (expected === actual) return;
  throw fail(
    `the teacher's labels are of a ${expected}, the student's of a ${actual}: give both one problemType (problem_type in config.json)`,
    { expected, actual },
  );
}

/** Also of a configuration that does not say it. */
function problemTypeOf(config: BertConfig): string | null {
  return config.labels.length > 0 ? requireProblemType(config) : config.problemType;
}

/** Heads of one's own may answer like others. */
const isKnown = ({ architecture }: BertInferenceModel) => /^BertFor/.test(architecture);

/** Names that nobody gave. */
const isUnnamed = (labels: readonly string[]) => labels.every((label, index) => label === `LABEL_${index}`);

function checkLabels(ofStudent: readonly string[], ofTeacher: readonly string[]): void {
  if (ofStudent.length !== ofTeacher.length) {
    throw fail(`the teacher has ${ofTeacher.length} labels, the student ${ofStudent.length}`, {
      expected: ofTeacher,
      actual: ofStudent,
    });
  }
  if (ofStudent.length <= 1 || isUnnamed(ofStudent) || isUnnamed(ofTeacher)) return;
  const position = ofStudent.findIndex((label, index) => label !== ofTeacher[index]);
  if (position < 0) return;
  throw fail(
    `label ${position} is '${ofTeacher[position]}' of the teacher and '${ofStudent[position]}' of the student: train both on the same labels in the same order`,
    { expected: ofTeacher, actual: ofStudent },
  );
}

function fail(problem: string, details: Readonly<Record<string, unknown>>): ConfigError {
  return new ConfigError(`distillation: ${problem}`, details);
}
