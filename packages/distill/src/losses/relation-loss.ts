/**
 * How the tokens of a text are related in a layer, as something to learn: W. Wang et al., "MiniLM: Deep self-attention distillation for task-agnostic
 * compression of pre-trained transformers", NeurIPS 2020, and W. Wang et al., "MiniLMv2: Multi-head self-attention relation distillation for compressing
 * pretrained transformers", Findings of ACL 2021.
 *
 * A relation is `softmax(A B^T / sqrt(size))` of two of queries, keys and values: of query and key it is the attention distribution, of values what the
 * first paper calls the value relation. Relations have the shape of pairs of tokens whatever the width of a model; and when query, key and value are cut
 * anew into as many relation heads in both models (second paper, section 3.1), also whatever its number of heads.
 */
import { add, matmul, multiply, reduceMean, reduceSum, reshape, transpose, type Value } from '@bertsmith/graph';
import { ConfigError } from '@bertsmith/tensor';
import { divergenceOfRows } from './soft-target-loss.js';

/** What relations there are, by what they are of. */
export const RELATIONS = ['query-key', 'query-query', 'key-key', 'value-value'] as const;

/** One of {@link RELATIONS}. */
export type Relation = (typeof RELATIONS)[number];

/** What a relation is of. */
export type RelationPart = 'query' | 'key' | 'value';

/** By what they are, `[batch, sequence, width]`: the heads of a layer side by side. Those that no relation reads may be missing. */
export type RelationParts = Readonly<Partial<Record<RelationPart, Value>>>;

/** A layer of the student, and the one of the teacher that it learns from. */
export interface RelatedLayers {
  readonly student: RelationParts;
  /** Nothing is learned of it. */
  readonly teacher: RelationParts;
  readonly relations: readonly Relation[];
  /** Into how many heads both are cut: a divisor of both widths. */
  readonly heads: number;
  /** Added to the scores: the lowest number where nobody looks, `[batch, 1, 1 or sequence, sequence]`. */
  readonly bias: Value;
  /** `[batch, 1, sequence, 1]`: how much each token counts, together 1. */
  readonly queryWeights: Value<'float32'>;
}

/** The parts that relations read. */
export function partsOf(relations: readonly Relation[]): RelationPart[] {
  return [...new Set(relations.flatMap((relation) => relation.split('-') as RelationPart[]))];
}

/**
 * The sum over the relations of `KL(teacher's || student's)`, each a mean over heads and tokens.
 *
 * @throws ConfigError when a width is no multiple of the number of heads
 */
export function relationLoss(layers: RelatedLayers): Value<'float32'> {
  const { student, teacher, relations, queryWeights } = layers;
  const losses = relations.map((relation) => {
    const divergences = divergenceOfRows(scoresOf(student, relation, layers), scoresOf(teacher, relation, layers));
    const ofTokens = reduceMean(divergences, { axes: [1], keepDims: true }) as Value<'float32'>;
    return reduceSum(multiply(ofTokens, queryWeights)) as Value<'float32'>;
  });
  return losses.reduce((sum, loss) => add(sum, loss) as Value<'float32'>);
}

/** `A B^T / sqrt(size) + bias`, `[batch, heads, sequence, sequence]`. */
function scoresOf(parts: RelationParts, relation: Relation, { heads, bias }: RelatedLayers): Value<'float32'> {
  const [left, right] = (relation.split('-') as RelationPart[]).map((part) => cutHeads(parts[part] as Value, heads));
  const size = left?.shape[3] as number;
  const scores = matmul(left as Value<'float32'>, right as Value<'float32'>, {
    transposeB: true,
    alpha: 1 / Math.sqrt(size),
  });
  return add(scores as Value<'float32'>, bias as Value<'float32'>) as Value as Value<'float32'>;
}

/** `[batch, sequence, width]` as `[batch, heads, sequence, width / heads]`. */
function cutHeads(part: Value, heads: number): Value<'float32'> {
  const width = part.shape[2] as number;
  if (width % heads !== 0) {
    throw new ConfigError(
      `distillation: ${heads} relation heads do not divide a layer of width ${width}: choose a number that divides the widths of both models (relations.heads)`,
      { heads, width },
    );
  }
  const byHead = reshape(part, ['batch', 'sequence', heads, width / heads]);
  return transpose(byHead as Value<'float32'>, [0, 2, 1, 3]) as Value as Value<'float32'>;
}
