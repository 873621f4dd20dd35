import { InputError } from '@bertsmith/tensor';

/**
 * The commonest label: the prediction of a model that does not read. Of several, the smallest.
 *
 * @throws InputError when there are no labels
 * @example
 * majorityClass([2, 1, 2]); // 2
 */
export function majorityClass(labels: ArrayLike<number>): number {
  const counts = new Map<number, number>();
  for (const label of Array.from(labels)) counts.set(label, (counts.get(label) ?? 0) + 1);
  const [first] = [...counts].sort(([labelA, a], [labelB, b]) => b - a || labelA - labelB);
  if (first === undefined) throw new InputError('there is no majority class of no labels', { labels: 0 });
  return first[0];
}
