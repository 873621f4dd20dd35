/** What a teacher answers, as a term of the loss: for each kind of head the loss that its own labels have, with the teacher's answers in their place. */
import { isExample, meanSquaredError, type PackedInputs, type ProblemType } from '@bertsmith/bert-core';
import { add, cast, equal, type Graph, multiply, reshape, scalar, subtract, type Value } from '@bertsmith/graph';
import { ConfigError } from '@bertsmith/tensor';
import type { TeacherInputs } from '../teacher/teacher-inputs.js';
import { binarySoftTargetLoss, softTargetLoss } from './soft-target-loss.js';

/** What the term is made of. */
export interface ResponseContext {
  /** The student's forward graph. */
  readonly student: Graph;
  readonly inputs: TeacherInputs;
  readonly temperature: number;
  /** What the labels of a sequence classifier mean. */
  readonly problemType: () => ProblemType;
}

/** Logits of one output, of both models. */
interface Answers {
  readonly student: Value;
  readonly teacher: Value;
}

type AnswerLoss = (answers: Answers, context: ResponseContext) => Value<'float32'>;

/**
 * What logits of padding are below those of tokens, after both are divided by the temperature. Not the lowest float32, as masks have it: that is divided by
 * the temperature too, and of one below 1 came an infinity, and of two infinities a loss that is not a number.
 */
const FAR_BELOW = 1e30;

/** By the names of outputs. */
const LOSSES: Readonly<Record<string, AnswerLoss>> = {
  logits: (answers, context) =>
    answers.student.shape.length === 3 ? ofTokens(answers, context) : ofTexts(answers, context),
  start_logits: (answers, context) => multiply(ofPositions(answers, context), 0.5),
  end_logits: (answers, context) => multiply(ofPositions(answers, context), 0.5),
  masked_logits: (answers, { student, temperature }) =>
    softTargetLoss({ ...answers, temperature, isCounted: hasLabel(student, 'masked_labels') }),
  seq_relationship_logits: (answers, { student, temperature }) =>
    softTargetLoss({ ...answers, temperature, isCounted: isText(student) }),
};

/**
 * The sum over the outputs of a head: of texts all that are there, labelled or not; of tokens those with a label; of words those that are asked for; of
 * an answer's place its start and its end, half of each.
 *
 * @throws ConfigError when the head has no outputs that are known here, or the teacher's are of another shape
 */
export function responseLoss(context: ResponseContext): Value<'float32'> {
  const { student, inputs } = context;
  const losses = Object.entries(LOSSES).flatMap(([name, loss]) => {
    const own = student.outputs.get(name);
    if (own === undefined) return [];
    const answers = { student: own, teacher: requireSame(name, own, inputs.request(name)) };
    return [loss(answers, context)];
  });
  if (losses.length > 0) return losses.reduce((sum, loss) => add(sum, loss) as Value<'float32'>);
  throw new ConfigError(
    `distillation: of the student's outputs (${[...student.outputs.keys()].join(', ')}) none is known; known are ${Object.keys(LOSSES).join(', ')}. Take alpha 0, and hidden or relations`,
    { outputs: [...student.outputs.keys()] },
  );
}

function requireSame(name: string, { shape }: Value, teacher: Value): Value {
  if (teacher.shape.join() === shape.join()) return teacher;
  throw new ConfigError(
    `distillation: the student answers '${name}', [${shape.join(', ')}], the teacher has it as [${teacher.shape.join(', ')}]`,
    { name, expected: shape, actual: teacher.shape },
  );
}

/** Of texts without a label too: the teacher has an answer. */
function ofTexts(
  { student, teacher }: Answers,
  { student: graph, temperature, problemType }: ResponseContext,
): Value<'float32'> {
  const isCounted = isText(graph);
  const targets = { student, teacher, temperature, isCounted };
  switch (problemType()) {
    case 'single_label_classification':
      return softTargetLoss(targets);
    case 'multi_label_classification':
      return binarySoftTargetLoss(targets);
    case 'regression':
      return meanSquaredError(student, teacher, isCounted);
  }
}

function ofTokens({ student, teacher }: Answers, { student: graph, temperature }: ResponseContext): Value<'float32'> {
  const byToken = (value: Value) => reshape(value, ['batch*sequence', value.shape[2] as number]) as Value;
  const isCounted = hasLabel(graph, 'labels');
  return softTargetLoss({ student: byToken(student), teacher: byToken(teacher), temperature, isCounted });
}

function ofPositions(
  { student, teacher }: Answers,
  { student: graph, temperature }: ResponseContext,
): Value<'float32'> {
  const isToken = cast(requireInput(graph, 'attention_mask'), 'float32') as Value as Value<'float32'>;
  const bias = multiply(subtract(isToken, 1) as Value as Value<'float32'>, FAR_BELOW * Math.min(1, temperature));
  const masked = (logits: Value) => add(logits as Value<'float32'>, bias as Value as Value<'float32'>) as Value;
  return softTargetLoss({ student: masked(student), teacher: masked(teacher), temperature });
}

/** `[rows, 1]`: 1 for what has a label, as the loss of the labels counts it. */
function hasLabel(graph: Graph, name: string): Value<'float32'> {
  const labels = requireInput(graph, name);
  const rows = labels.shape.length === 2 ? 'batch*sequence' : (labels.shape[0] as string);
  const column = reshape(labels, [rows, 1]) as Value as Value<'int32'>;
  const isMissing = cast(equal(column, scalar('int32', NO_LABEL) as Value<'int32'>), 'float32') as Value<'float32'>;
  return subtract(scalar('float32', 1) as Value<'float32'>, isMissing) as Value as Value<'float32'>;
}

const NO_LABEL = -100;

/** Where rows are packed: which of the examples are no filling. */
function isText(graph: Graph): Value<'float32'> | undefined {
  const exampleStarts = graph.inputs.get('example_starts');
  return exampleStarts === undefined ? undefined : isExample({ exampleStarts } as unknown as PackedInputs);
}

function requireInput(graph: Graph, name: string): Value {
  const value = graph.inputs.get(name);
  if (value !== undefined) return value;
  throw new ConfigError(`distillation: the student's graph has no input '${name}', by which is told what counts`, {
    name,
    inputs: [...graph.inputs.keys()],
  });
}
