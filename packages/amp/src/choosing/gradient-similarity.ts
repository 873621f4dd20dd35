import type { Gradients } from '@bertsmith/train';

/** The cosine of the angle between two gradients of a model, taken as vectors: 1 where they point the same way. Tables of rows do not count. */
export function gradientSimilarity(one: Gradients, other: Gradients): number {
  let [product, squares, otherSquares] = [0, 0, 0];
  for (const [index, a] of one.dense.entries()) {
    const b = other.dense[index] as number;
    product += a * b;
    squares += a * a;
    otherSquares += b * b;
  }
  return product / Math.sqrt(squares * otherSquares);
}
