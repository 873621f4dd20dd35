import { type DimensionSizes, DTypeError, formatShape, ShapeError } from '@bertsmith/tensor';
import type { SizedType } from './op-definition.js';
import { formatValueType, type ValueType } from './value.js';

/**
 * The sizes of the named dimensions, from what is fed.
 *
 * @throws ShapeError or DTypeError that names the input when something is missing, unknown or does not fit
 */
export function bindSizes(
  inputs: ReadonlyMap<string, ValueType>,
  fed: ReadonlyMap<string, SizedType>,
): DimensionSizes {
  const sizes: Record<string, number> = {};
  for (const [name, type] of inputs) {
    const value = fed.get(name);
    if (value === undefined) throw new ShapeError(`input '${name}' (${formatValueType(type)}) was not fed`, { name });
    requireFit(name, type, value);
    for (const [axis, dimension] of type.shape.entries()) bindDimension(sizes, name, dimension, value, axis);
  }
  for (const name of fed.keys()) {
    if (!inputs.has(name)) throw new ShapeError(`the graph has no input '${name}'; it has: ${[...inputs.keys()].join(', ')}`);
  }
  return sizes;
}

function requireFit(name: string, type: ValueType, value: SizedType): void {
  if (value.dtype !== type.dtype) {
    throw new DTypeError(`input '${name}': expected ${formatValueType(type)}, got ${formatValueType(value)}`, { name });
  }
  if (value.shape.length !== type.shape.length) {
    throw new ShapeError(`input '${name}': expected ${formatValueType(type)}, got ${formatValueType(value)}`, { name });
  }
}

function bindDimension(
  sizes: Record<string, number>,
  name: string,
  dimension: number | string,
  { shape }: SizedType,
  axis: number,
): void {
  const size = shape[axis] as number;
  const expected = typeof dimension === 'number' ? dimension : (sizes[dimension] ?? size);
  if (expected !== size) {
    throw new ShapeError(`input '${name}': axis ${axis} (${dimension}) is ${expected} elsewhere, ${size} in ${formatShape(shape)}`, {
      name,
      axis,
    });
  }
  if (typeof dimension === 'string') sizes[dimension] = size;
}
