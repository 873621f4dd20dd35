import {
  type DimensionSizes,
  DTypeError,
  dimensionNames,
  formatShape,
  InputError,
  resolveDimension,
  ShapeError,
} from '@bertsmith/tensor';
import type { SizedType } from './op-definition.js';
import { formatValueType, type ValueType } from './value.js';

/**
 * The sizes of the named dimensions, from what is fed. A product of names (`'batch*sequence'`) gives no sizes: it is checked
 * against the sizes of its names, which other axes give.
 *
 * @throws InputError when something is missing or unknown
 * @throws ShapeError or DTypeError that names the input when something does not fit
 */
export function bindSizes(inputs: ReadonlyMap<string, ValueType>, fed: ReadonlyMap<string, SizedType>): DimensionSizes {
  // Without a prototype, so that a dimension may be called `constructor`.
  const sizes: Record<string, number> = Object.create(null);
  const fedInputs = pairUp(inputs, fed);
  for (const each of fedInputs) bindNames(sizes, each);
  for (const each of fedInputs) requireSizes(sizes, each);
  return sizes;
}

interface FedInput {
  readonly name: string;
  readonly type: ValueType;
  readonly value: SizedType;
}

function pairUp(inputs: ReadonlyMap<string, ValueType>, fed: ReadonlyMap<string, SizedType>): FedInput[] {
  for (const name of fed.keys()) {
    if (inputs.has(name)) continue;
    const known = [...inputs.keys()].join(', ') || 'none';
    throw new InputError(`the graph has no input '${name}'; it has: ${known}`, { name });
  }
  return [...inputs].map(([name, type]) => {
    const value = fed.get(name);
    if (value === undefined) throw new InputError(`input '${name}' (${formatValueType(type)}) was not fed`, { name });
    return { name, type, value };
  });
}

function bindNames(sizes: Record<string, number>, { name, type, value }: FedInput): void {
  const details = { name, expected: type.shape, actual: value.shape };
  const message = `input '${name}': expected ${formatValueType(type)}, got ${formatValueType(value)}`;
  if (value.dtype !== type.dtype) throw new DTypeError(message, details);
  if (value.shape.length !== type.shape.length) throw new ShapeError(message, details);
  for (const [axis, dimension] of type.shape.entries()) {
    const isName = typeof dimension === 'string' && !dimension.includes('*');
    if (isName) sizes[dimension] ??= value.shape[axis] as number;
  }
}

function requireSizes(sizes: DimensionSizes, { name, type, value: { shape } }: FedInput): void {
  for (const [axis, dimension] of type.shape.entries()) {
    const isKnown = dimensionNames(dimension).every((each) => Object.hasOwn(sizes, each));
    const expected = isKnown ? resolveDimension(dimension, sizes) : shape[axis];
    if (shape[axis] === expected) continue;
    const source = typeof dimension === 'number' ? 'in the graph' : `by the other axes called ${dimension}`;
    throw new ShapeError(
      `input '${name}': axis ${axis} is ${expected} ${source}, ${shape[axis]} in ${formatShape(shape)}`,
      {
        name,
        axis,
        expected,
        actual: shape[axis],
      },
    );
  }
}
