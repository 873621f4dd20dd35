/**
 * The index of the largest element, of equals the first: from logits to a class. 0 when there are no elements; one that is not a
 * number is never the largest, unless it is the first.
 *
 * @example
 * indexOfLargest([1, 3, 2, 3]); // 1
 */
export function indexOfLargest(elements: ArrayLike<number>): number {
  let best = 0;
  for (let index = 1; index < elements.length; index++) {
    if ((elements[index] as number) > (elements[best] as number)) best = index;
  }
  return best;
}
