/**
 * Which tokens count, and how much: padding never does, and each example as much as any other of its batch, however long it is. So the loss of several batches
 * taken together is that of one large batch where batches count by their rows; where they count by labelled tokens (`lossWeight`), it is that nearly.
 */
import type { Batch } from '@bertsmith/data';
import { cast, divide, equal, type Graph, input, multiply, reduceSum, reshape, type Value } from '@bertsmith/graph';
import { ConfigError, type Tensor, tensor } from '@bertsmith/tensor';

/** The input with the weight of each token: float32 `[batch, sequence]`, together 1. */
export const TOKEN_WEIGHTS = 'distillation.token_weights';

/** Tokens and pairs of tokens of a graph's batch. */
export interface TokenPairs {
  /** `[batch * sequence, 1]`, together 1. */
  readonly tokenWeights: Value<'float32'>;
  /** The same by row: `[batch, 1, sequence, 1]`. */
  readonly queryWeights: Value<'float32'>;
  /** Of a token that looks at another of its example, `[batch, 1, sequence, sequence]`, together 1. */
  readonly pairWeights: Value<'float32'>;
  /** int32 `[batch, sequence]`: 1 for tokens and 0 for padding; the numbers of examples where rows are packed. */
  readonly attentionMask: Value<'int32', readonly ['batch', 'sequence']>;
}

/** They in a graph of a model. @throws ConfigError when it reads no attention mask */
export function tokenPairs(graph: Graph): TokenPairs {
  const attentionMask = graph.inputs.get('attention_mask') as
    | Value<'int32', readonly ['batch', 'sequence']>
    | undefined;
  if (attentionMask === undefined) {
    throw new ConfigError(
      `distillation: the student's graph has no input 'attention_mask': nothing says which tokens are padding`,
      {
        inputs: [...graph.inputs.keys()],
      },
    );
  }
  const weights = input(TOKEN_WEIGHTS, 'float32', ['batch', 'sequence']) as Value<'float32'>;
  const along = (value: Value, axis: 2 | 3) =>
    reshape(value, ['batch', 1, axis === 2 ? 'sequence' : 1, axis === 3 ? 'sequence' : 1]) as Value as Value<'float32'>;
  const numbers = attentionMask as Value;
  const isSame = cast(equal(along(numbers, 2), along(numbers, 3)), 'float32') as Value<'float32'>;
  const products = multiply(multiply(along(weights, 2), along(weights, 3)), isSame) as Value as Value<'float32'>;
  return {
    attentionMask,
    tokenWeights: reshape(weights, ['batch*sequence', 1]) as Value as Value<'float32'>,
    queryWeights: along(weights, 2),
    pairWeights: divide(products, reduceSum(products)) as Value as Value<'float32'>,
  };
}

/** The tensor for {@link TOKEN_WEIGHTS}: for each token 1 / (tokens of its example * examples of the batch). */
export function tokenWeights({ attentionMask, rowNumbers }: Batch): Tensor {
  const { data: numbers, shape } = attentionMask;
  const [rows, sequence] = shape as readonly number[] as [number, number];
  const weights = new Float32Array(numbers.length);
  for (let row = 0; row < rows; row++) {
    const from = row * sequence;
    const lengths = new Map<number, number>();
    const ofRow = numbers.subarray(from, from + sequence);
    for (const number of ofRow) lengths.set(number, (lengths.get(number) ?? 0) + 1);
    for (const [column, number] of ofRow.entries()) {
      if (number > 0) weights[from + column] = 1 / ((lengths.get(number) as number) * rowNumbers.length);
    }
  }
  return tensor('float32', [rows, sequence], weights) as Tensor;
}
