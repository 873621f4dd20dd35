/** Hidden states, attention and relations of layers, as terms of the loss. */
import {
  type AttentionValues,
  type BertConfig,
  type EncoderValues,
  encoderValues,
  packedAttentionBias,
} from '@bertsmith/bert-core';
import { add, type Graph, matmul, parameter, reshape, transpose, type Value } from '@bertsmith/graph';
import { ConfigError, type ParameterSpecification } from '@bertsmith/tensor';
import type { HiddenTransferOptions, RelationTransferOptions } from '../distillation-options.js';
import { type LayerPair, uniformLayerMap } from '../layers/layer-map.js';
import { sideBySide, type TeacherInputs } from '../teacher/teacher-inputs.js';
import { attentionScoreLoss } from './attention-score-loss.js';
import { hiddenStateLoss } from './hidden-state-loss.js';
import { partsOf, type RelationPart, relationLoss } from './relation-loss.js';
import { type TokenPairs, tokenPairs } from './token-pairs.js';

/** The layers of both models, in their graphs. */
export interface TransferContext {
  readonly student: EncoderValues;
  readonly teacher: EncoderValues;
  readonly inputs: TeacherInputs;
  readonly pairs: TokenPairs;
}

/** @throws ConfigError when the student's graph has the last layer of first tokens alone, or has no attention */
export function transferContext(student: Graph, inputs: TeacherInputs): TransferContext {
  const [ofStudent, ofTeacher] = [encoderValues(student), inputs.layers];
  requireAllTokens('student', ofStudent);
  requireAllTokens('teacher', ofTeacher);
  return { student: ofStudent, teacher: ofTeacher, inputs, pairs: tokenPairs(student) };
}

function requireAllTokens(model: string, { hiddenStates }: EncoderValues): void {
  if (hiddenStates.length > 0 && hiddenStates.every((state) => state?.shape[0] === 'batch*sequence')) return;
  throw new ConfigError(
    `distillation: the graph of the ${model} does not have all hidden states of all tokens: its head must pass the option allTokens on to its layers, or hidden states cannot be compared`,
    { model },
  );
}

/** The hidden states that learn from each other. */
export function hiddenPairs(
  { layers }: HiddenTransferOptions,
  studentLayers: number,
  teacherLayers: number,
): readonly LayerPair[] {
  return layers ?? uniformLayerMap(studentLayers, teacherLayers);
}

/** TinyBERT has one projection for all layers, and one for the embeddings (equations 8 and 9). */
const projectionName = (layer: number) =>
  layer === 0 ? 'distillation.embedding_projection.weight' : 'distillation.projection.weight';

/** The projections that hidden states of different widths need: fresh as any matrix of the student. */
export function projections(
  pairs: readonly LayerPair[],
  student: BertConfig,
  teacher: BertConfig,
): ParameterSpecification[] {
  if (student.hiddenSize === teacher.hiddenSize) return [];
  const names = new Set(pairs.map(([layer]) => projectionName(layer)));
  return Array.from(names, (name) => ({
    name,
    shape: [teacher.hiddenSize, student.hiddenSize],
    initialization: { normal: student.initializerRange },
    weightDecay: true,
  }));
}

/** The sum over pairs of layers of {@link hiddenStateLoss} and {@link attentionScoreLoss}. */
export function hiddenLoss(options: HiddenTransferOptions, context: TransferContext): Value<'float32'> {
  const [studentLayers, teacherLayers] = [context.student, context.teacher].map(({ attentions }) => attentions.length);
  const layerPairs = hiddenPairs(options, studentLayers as number, teacherLayers as number);
  const made = new Map<string, Value>();
  const states = layerPairs.map((pair) => stateLoss(pair, context, made));
  const looking = layerPairs.filter((pair) => pair.every((layer) => layer > 0));
  const hasAttentions = options.attentions ?? looking.every((pair) => hasSameHeads(pair, context));
  const scores = hasAttentions ? looking.map((pair) => scoreLoss(pair, context)) : [];
  return [...states, ...scores].reduce((sum, loss) => add(sum, loss) as Value<'float32'>);
}

/** @param made the projections of this graph: two layers share one */
function stateLoss([layer, from]: LayerPair, context: TransferContext, made: Map<string, Value>): Value<'float32'> {
  const student = context.student.hiddenStates[layer] as Value;
  const state = context.teacher.hiddenStates[from] as Value;
  const [width, ofTeacher] = [student.shape[1] as number, state.shape[1] as number];
  const teacher = reshape(context.inputs.request(`hidden_states.${from}`), ['batch*sequence', ofTeacher]) as Value;
  const { tokenWeights } = context.pairs;
  if (width === ofTeacher) return hiddenStateLoss({ student, teacher, tokenWeights });
  const name = projectionName(layer);
  const projection = made.get(name) ?? (parameter(name, 'float32', [ofTeacher, width]) as Value);
  made.set(name, projection);
  return hiddenStateLoss({ student, teacher, projection, tokenWeights });
}

function hasSameHeads([layer, from]: LayerPair, { student, teacher }: TransferContext): boolean {
  return attentionOf(student, layer).query.shape[1] === attentionOf(teacher, from).query.shape[1];
}

/** @param layer from 1 */
function attentionOf({ attentions }: EncoderValues, layer: number): AttentionValues {
  return attentions[layer - 1] as AttentionValues;
}

/** The teacher's query and key are asked for, and not its scores: of long texts they are less. */
function scoreLoss([layer, from]: LayerPair, context: TransferContext): Value<'float32'> {
  const student = attentionOf(context.student, layer).scores;
  const [, heads, , size] = attentionOf(context.teacher, from).query.shape as readonly [
    unknown,
    number,
    unknown,
    number,
  ];
  const byHead = (part: RelationPart) => {
    const asked = context.inputs.request(`${part}.${from}`);
    return transpose(reshape(asked, ['batch', 'sequence', heads, size]) as Value<'float32'>, [0, 2, 1, 3]) as Value;
  };
  const teacher = matmul(byHead('query') as Value<'float32'>, byHead('key') as Value<'float32'>, {
    transposeB: true,
    alpha: 1 / Math.sqrt(size),
  });
  return attentionScoreLoss({ student, teacher: teacher as Value, pairWeights: context.pairs.pairWeights });
}

/** As many as the teacher's layer has, or fewer where these do not divide both widths. */
function relationHeads(student: AttentionValues, teacher: AttentionValues): number {
  const widths = [student, teacher].map(({ query: { shape } }) => (shape[1] as number) * (shape[3] as number));
  let heads = teacher.query.shape[1] as number;
  while (widths.some((width) => width % heads !== 0)) heads--;
  return heads;
}

const DEFAULT_RELATIONS = ['query-key', 'value-value'] as const;

/** {@link relationLoss} of a layer of each. */
export function layerRelationLoss(options: RelationTransferOptions, context: TransferContext): Value<'float32'> {
  const { student, teacher, inputs, pairs } = context;
  const { relations = DEFAULT_RELATIONS, studentLayer = student.attentions.length } = options;
  const { teacherLayer = teacher.attentions.length } = options;
  const own = attentionOf(student, studentLayer);
  const parts = partsOf(relations);
  return relationLoss({
    relations,
    heads: options.heads ?? relationHeads(own, attentionOf(teacher, teacherLayer)),
    student: Object.fromEntries(parts.map((part) => [part, sideBySide(own[part])])),
    teacher: Object.fromEntries(parts.map((part) => [part, inputs.request(`${part}.${teacherLayer}`)])),
    // Of a row without a second example it says the same: padding looks at padding alone, and nobody counts it.
    bias: packedAttentionBias(pairs.attentionMask) as Value,
    queryWeights: pairs.queryWeights,
  });
}
