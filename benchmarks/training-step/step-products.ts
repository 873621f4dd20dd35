/**
 * The matrix products of a training step of a BERT classifier, written down from the model's definition and from no graph of ours:
 * every product of every layer for all tokens, and for each the two of its gradient.
 */
import type { StepSizes } from './bert-case.js';

/** One product: the shapes of both operands as they lie in memory, and which of them is transposed. */
export interface Product {
  readonly left: readonly number[];
  readonly right: readonly number[];
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
}

/** All products of a step. */
export function listStepProducts(sizes: StepSizes): Product[] {
  const tokens = sizes.batch * sizes.sequence;
  const layer = [
    ...linearProducts(tokens, sizes.width, 3 * sizes.width),
    ...attentionProducts(sizes),
    ...linearProducts(tokens, sizes.width, sizes.width),
    ...linearProducts(tokens, sizes.width, sizes.intermediate),
    ...linearProducts(tokens, sizes.intermediate, sizes.width),
  ];
  const layers = Array.from({ length: sizes.layers }, () => layer).flat();
  const pooler = linearProducts(sizes.batch, sizes.width, sizes.width);
  return [...layers, ...pooler, ...linearProducts(sizes.batch, sizes.width, 2)];
}

/** `Y = X W^T`, `dX = dY W`, `dW = dY^T X`. */
function linearProducts(rows: number, inputs: number, outputs: number): Product[] {
  const [x, w, y] = [
    [rows, inputs],
    [outputs, inputs],
    [rows, outputs],
  ] as const;
  return [
    { left: x, right: w, transposeB: true },
    { left: y, right: w },
    { left: y, right: x, transposeA: true },
  ];
}

/** `S = Q K^T`, `O = P V`, and `dQ = dS K`, `dK = dS^T Q`, `dP = dO V^T`, `dV = P^T dO`. */
function attentionProducts({ batch, sequence, width, heads }: StepSizes): Product[] {
  const vectors = [batch, heads, sequence, width / heads];
  const scores = [batch, heads, sequence, sequence];
  return [
    { left: vectors, right: vectors, transposeB: true },
    { left: scores, right: vectors },
    { left: scores, right: vectors },
    { left: scores, right: vectors, transposeA: true },
    { left: vectors, right: vectors, transposeB: true },
    { left: scores, right: vectors, transposeA: true },
  ];
}
