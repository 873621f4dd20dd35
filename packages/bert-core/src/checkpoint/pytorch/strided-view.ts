/** A tensor as PyTorch stores it: some elements of a piece of memory, by an offset and a stride for each dimension. */

export interface StridedView {
  /** Elements before the first one. */
  readonly offset: number;
  readonly shape: readonly number[];
  /** Elements from one index of a dimension to the next. */
  readonly strides: readonly number[];
}

/** One dimension of a view and of the row-major copy of it. */
export interface StridedDimension {
  readonly size: number;
  readonly stride: number;
  readonly targetStride: number;
}

/** The dimensions in the order of memory: the largest stride first. Those of one element are left out, since nothing moves along them. */
export function dimensionsInMemoryOrder({ shape, strides }: StridedView): readonly StridedDimension[] {
  let targetStride = 1;
  const dimensions: StridedDimension[] = [];
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const size = shape[axis] as number;
    if (size !== 1) dimensions.push({ size, stride: strides[axis] as number, targetStride });
    targetStride *= size;
  }
  return dimensions.sort((a, b) => b.stride - a.stride);
}

/** True for elements that lie in memory as a row-major tensor has them. */
export function isContiguous(view: StridedView): boolean {
  return dimensionsInMemoryOrder(view).every(({ stride, targetStride }) => stride === targetStride);
}

/** The place of the last element, counted from the start of the memory; undefined for a view without elements. */
export function lastElement({ offset, shape, strides }: StridedView): number | undefined {
  if (shape.includes(0)) return undefined;
  return shape.reduce((sum, size, axis) => sum + (size - 1) * (strides[axis] as number), offset);
}

/**
 * True when two indices mean one element, other than along a dimension that repeats the same ones (stride 0). Slices, transpositions and
 * expansions never do that, windows that slide do.
 */
export function overlapsItself(view: StridedView): boolean {
  if (view.shape.includes(0)) return false;
  let span = 0;
  for (const { size, stride } of dimensionsInMemoryOrder(view).toReversed()) {
    if (stride === 0) continue;
    if (stride <= span) return true;
    span += (size - 1) * stride;
  }
  return false;
}

/** The view of some indices of the first dimension. */
export function sliceRows({ offset, shape, strides }: StridedView, first: number, count: number): StridedView {
  const [stride = 0] = strides;
  return { offset: offset + first * stride, shape: [count, ...shape.slice(1)], strides };
}
