import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readStrided } from './read-strided.js';
import { isContiguous, lastElement, overlapsItself, type StridedView, sliceRows } from './strided-view.js';

/** The same by the definition: every index in turn. */
function copyByDefinition({ offset, shape, strides }: StridedView, storage: Float32Array): number[] {
  if (shape.length === 0) return [storage[offset] as number];
  const [size = 0] = shape;
  const [stride = 0] = strides;
  return Array.from({ length: size }, (_, index) => {
    const inner = { offset: offset + index * stride, shape: shape.slice(1), strides: strides.slice(1) };
    return copyByDefinition(inner, storage);
  }).flat();
}

/** Views as PyTorch makes them: a tensor that is sliced, permuted and expanded. */
const view = fc
  .array(
    fc.record({
      size: fc.integer({ min: 0, max: 5 }),
      gap: fc.integer({ min: 1, max: 3 }),
      key: fc.nat(),
      expand: fc.boolean(),
    }),
    {
      maxLength: 4,
    },
  )
  .chain((axes) => {
    let stride = 1;
    const made = axes.map(({ size, gap, key, expand }) => {
      const axis = { size, stride: expand ? 0 : stride * gap, key };
      stride *= Math.max(1, size) * gap;
      return axis;
    });
    const ordered = made.sort((a, b) => a.key - b.key);
    const shape = ordered.map(({ size }) => size);
    const strides = ordered.map((axis) => axis.stride);
    return fc.record({ offset: fc.nat(3), shape: fc.constant(shape), strides: fc.constant(strides) });
  });

async function copy(each: StridedView, storage: Float32Array) {
  let reads = 0;
  const count = each.shape.reduce((product, size) => product * size, 1);
  const target = new Float32Array(count);
  const read = async (start: number, part: Float32Array) => {
    reads++;
    part.set(storage.subarray(start, start + part.length));
  };
  await readStrided(read, each, target);
  return { target, reads };
}

describe('readStrided', () => {
  it('is the definition, for every view that PyTorch makes', async () => {
    await fc.assert(
      fc.asyncProperty(view, async (each) => {
        expect(overlapsItself(each)).toBe(false);
        const storage = Float32Array.from({ length: (lastElement(each) ?? 0) + 1 }, (_, index) => index);
        const { target } = await copy(each, storage);
        expect([...target]).toEqual(copyByDefinition(each, storage));
        if (isContiguous(each))
          expect([...target]).toEqual([...storage.subarray(each.offset, each.offset + target.length)]);
        const [rows = 0] = each.shape;
        if (rows < 2 || target.length === 0) return;
        const lastRows = await copy(sliceRows(each, 1, rows - 1), storage);
        expect([...lastRows.target]).toEqual([...target.subarray(target.length / rows)]);
      }),
      { numRuns: 1_000 },
    );
  });

  it('reads a large storage once from front to back', async () => {
    const storage = Float32Array.from({ length: 1_000_000 }, (_, index) => index);
    const { target, reads } = await copy({ offset: 0, shape: [1000, 1000], strides: [1, 1000] }, storage);
    expect([target[0], target[1], target[1000], target[999_999]]).toEqual([0, 1000, 1, 999_999]);
    expect(reads).toBe(16);
  });
});

describe('overlapsItself', () => {
  it.each([
    [[6, 3], [1, 1], true],
    [[3, 2], [2, 3], true],
    [[4, 3], [3, 1], false],
    [[4, 3], [0, 1], false],
    [[1, 3], [1, 1], false],
  ])('%j with strides %j: %s', (shape, strides, expected) => {
    expect(overlapsItself({ offset: 0, shape, strides })).toBe(expected);
  });
});
