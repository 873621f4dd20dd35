import { type Dimension, formatShape, type Shape, ShapeError } from '@bertsmith/tensor';

/** The shape of an elementwise operation by NumPy's rules. @throws ShapeError when the shapes do not fit */
export function broadcastShapes(op: string, a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length);
  const result: Dimension[] = [];
  for (let axis = 0; axis < rank; axis++) {
    const dimensionA = a[axis - rank + a.length] ?? 1;
    const dimensionB = b[axis - rank + b.length] ?? 1;
    if (dimensionA !== dimensionB && dimensionA !== 1 && dimensionB !== 1) {
      throw new ShapeError(`${op}: shapes do not fit: ${formatShape(a)} and ${formatShape(b)}`, {
        op,
        expected: a,
        actual: b,
      });
    }
    result.push(dimensionA === 1 ? dimensionB : dimensionA);
  }
  return result;
}

/** The axes of `broadcast` along which a tensor of shape `original` was repeated. */
export function broadcastAxes(original: Shape, broadcast: Shape): number[] {
  const added = broadcast.length - original.length;
  const axes: number[] = [];
  for (const [axis, dimension] of broadcast.entries()) {
    if (axis < added || (original[axis - added] === 1 && dimension !== 1)) axes.push(axis);
  }
  return axes;
}
