import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ShapeError } from '../errors/error-classes.js';
import {
  type Dimension,
  dimensionNames,
  divideDimension,
  elementCount,
  formatShape,
  multiplyDimensions,
  normalizeAxis,
  resolveDimension,
  resolveShape,
  sameShape,
} from './shape.js';

const NAMES = ['batch', 'hidden', 'sequence'] as const;
const SIZES = { batch: 3, hidden: 5, sequence: 7 };
const dimension = fc.oneof(fc.integer({ min: 1, max: 50 }), fc.constantFrom<Dimension>(...NAMES));

describe('products of dimensions', () => {
  it('have one spelling', () => {
    expect(multiplyDimensions(['sequence', 2, 'batch', 3])).toBe('6*batch*sequence');
    expect(multiplyDimensions(['batch', 1])).toBe('batch');
    expect(multiplyDimensions(['batch', 0])).toBe(0);
    expect(multiplyDimensions([4, 5])).toBe(20);
    expect(multiplyDimensions([])).toBe(1);
    expect(elementCount(['batch', 'batch', 64])).toBe('64*batch*batch');
    expect(dimensionNames('2*batch*sequence')).toEqual(['batch', 'sequence']);
    expect(dimensionNames(8)).toEqual([]);
  });

  it('divide where that is exact', () => {
    expect(divideDimension('6*batch*sequence', '2*sequence')).toBe('3*batch');
    expect(divideDimension('batch', 'batch')).toBe(1);
    expect(divideDimension('batch', 'sequence')).toBeUndefined();
    expect(divideDimension('3*batch', 2)).toBeUndefined();
    expect(divideDimension(8, 0)).toBeUndefined();
  });

  it('do not depend on order, are undone by division, and resolve to the product of the sizes', () => {
    fc.assert(
      fc.property(fc.array(dimension, { minLength: 1, maxLength: 5 }), dimension, (shape, extra) => {
        const product = multiplyDimensions(shape);
        expect(multiplyDimensions([...shape].reverse())).toBe(product);
        expect(divideDimension(multiplyDimensions([product, extra]), extra)).toBe(product);
        const sizes = resolveShape(shape, SIZES);
        expect(resolveDimension(product, SIZES)).toBe(sizes.reduce((count, size) => count * size, 1));
      }),
    );
  });
});

describe('resolving', () => {
  it('names the dimension that is not known', () => {
    expect(() => resolveShape(['batch', 'hidden'], { batch: 2 })).toThrow(
      new ShapeError("the size of dimension 'hidden' is not known here; known are: batch", { dimension: 'hidden' }),
    );
    expect(() => resolveDimension('batch', {})).toThrow('known are: none');
  });

  it('does not take what every object has for a size', () => {
    expect(() => resolveDimension('constructor', {})).toThrow(ShapeError);
    expect(() => resolveDimension('__proto__', {})).toThrow(ShapeError);
  });
});

it('compares and prints shapes', () => {
  expect(sameShape(['batch', 64], ['batch', 64])).toBe(true);
  expect(sameShape(['batch', 64], ['batch'])).toBe(false);
  expect(sameShape([64], ['64'])).toBe(false);
  expect(formatShape(['batch', 64])).toBe('[batch, 64]');
  expect(formatShape([])).toBe('[]');
});

it('counts axes from both ends', () => {
  expect([0, 2, -1, -3].map((axis) => normalizeAxis(axis, 3, 'softmax'))).toEqual([0, 2, 2, 0]);
  for (const axis of [3, -4, 0.5, Number.NaN]) {
    expect(() => normalizeAxis(axis, 3, 'softmax')).toThrow(`softmax: axis ${axis} does not exist in a tensor of 3`);
  }
});
