import { requireProblemType } from '@bertsmith/bert-core';
import { add, createGraph, type Graph, multiply, type Value } from '@bertsmith/graph';
import type { DistillationSettings } from './distillation-options.js';
import { responseLoss } from './losses/response-loss.js';
import { hiddenLoss, layerRelationLoss, transferContext } from './losses/transfer-loss.js';
import { TeacherInputs } from './teacher/teacher-inputs.js';

/** A student's graph that learns from a teacher, and what it asks of it. */
export interface Lesson {
  /** The student's, with the teacher's outputs among its inputs. */
  readonly graph: Graph;
  /** The teacher's, for batches as the student's or as a cache is filled with; undefined when nothing is asked of it. */
  readonly teacher: Graph | undefined;
}

/** The input by which graphs for packed rows are told. */
const POSITION_IDS = 'position_ids';

/**
 * Puts the teacher into the loss of a student's forward graph. With alpha 0, and nothing but answers to learn, the graph is the one that was given.
 *
 * @throws ConfigError when the two do not fit
 */
export function prepareLesson(student: Graph, settings: DistillationSettings): Lesson {
  const { teacher, hidden, relations, cache } = settings;
  const isTransfer = hidden !== undefined || relations !== undefined;
  const packed = student.inputs.has(POSITION_IDS);
  const inputs = new TeacherInputs(teacher, { packed, allTokens: isTransfer });
  const terms = [
    ...labelsAndAnswers(student, inputs, settings),
    ...(isTransfer ? transfers(student, inputs, settings) : []),
  ];
  const loss = terms.reduce((sum, term) => add(sum, term) as Value<'float32'>);
  const isChanged = loss !== student.outputs.get('loss');
  const graph = isChanged ? createGraph(new Map([...student.outputs, ['loss', loss as Value]])) : student;
  return { graph, teacher: inputs.teacherGraph(cache === 'none' ? packed : false) };
}

function labelsAndAnswers(student: Graph, inputs: TeacherInputs, settings: DistillationSettings): Value<'float32'>[] {
  const { alpha, temperature, teacher, labels } = settings;
  const loss = weighted(student.outputs.get('loss') as Value<'float32'>, labels?.weight ?? 1 - alpha);
  if (alpha === 0) return [loss];
  const problemType = () => requireProblemType(teacher.config);
  const answers = responseLoss({ student, inputs, temperature, problemType });
  return [loss, multiply(answers, alpha) as Value<'float32'>];
}

function transfers(student: Graph, inputs: TeacherInputs, settings: DistillationSettings): Value<'float32'>[] {
  const { hidden, relations } = settings;
  const context = transferContext(student, inputs);
  return [
    ...(hidden === undefined ? [] : [weighted(hiddenLoss(hidden, context), hidden.weight)]),
    ...(relations === undefined ? [] : [weighted(layerRelationLoss(relations, context), relations.weight)]),
  ];
}

function weighted(loss: Value<'float32'>, weight = 1): Value<'float32'> {
  return weight === 1 ? loss : (multiply(loss, weight) as Value<'float32'>);
}
