import { describe, expect, expectTypeOf, it } from 'vitest';
import type { Value } from '../ir/value.js';
import { layerNormalization } from '../ops/normalization/layer-normalization.js';
import { logSoftmax } from '../ops/normalization/log-softmax.js';
import { softmax } from '../ops/normalization/softmax.js';
import { input } from '../ops/source/source-op.js';
import type { NormalizedShape } from './normalized-shape.js';
import type { ShapeMismatch } from './shape-mismatch.js';

const x = input('x', 'float32', ['batch', 'sequence', 384]);
const row = input('row', 'float32', [384]);

describe('the type of a layer normalization', () => {
  it('is that of its input', () => {
    expectTypeOf(layerNormalization(x, row, row, { epsilon: 1e-12 })).toEqualTypeOf<typeof x>();
  });

  it('is refused when a weight or bias is no row', () => {
    const wrong = input('wrong', 'float32', [768]);
    const message =
      'layerNormalization: weight and bias have the shape of the last axis of [batch, sequence, 384], got [768]';
    // @ts-expect-error the weight has 768
    expect(() => layerNormalization(x, wrong, row, { epsilon: 1e-12 })).toThrow(message);
    // @ts-expect-error the bias has 768
    expect(() => layerNormalization(x, row, wrong, { epsilon: 1e-12 })).toThrow(message);
    // @ts-expect-error a scalar has no last axis
    expect(() => layerNormalization(input('s', 'float32', []), row, row, { epsilon: 1e-12 })).toThrow(
      'LayerNormalization: expected 1 dimensions or more, got []',
    );
    // @ts-expect-error the weight is float16
    expect(() => layerNormalization(x, input('h', 'float16', [384]), row, { epsilon: 1e-12 })).toThrow(
      'LayerNormalization: the inputs have different dtypes',
    );
  });

  it('takes values whose type was erased', () => {
    const [erased, erasedRow]: Value[] = [x, row];
    const y = layerNormalization(erased as Value, erasedRow as Value, row, { epsilon: 1e-12 });
    expectTypeOf(y).toEqualTypeOf<Value>();
    expectTypeOf(layerNormalization(x, erasedRow as Value, row, { epsilon: 1e-12 })).toEqualTypeOf<typeof x>();
  });

  it('says in the type what is wrong', () => {
    expectTypeOf<NormalizedShape<['batch', 384], [768]>>().toEqualTypeOf<
      ShapeMismatch<'layerNormalization: weight and bias have the shape of the last axis of [batch, 384], got [768]'>
    >();
  });
});

describe('the type of a softmax', () => {
  it('is that of its input', () => {
    expectTypeOf(softmax(x)).toEqualTypeOf<typeof x>();
    expectTypeOf(logSoftmax(x)).toEqualTypeOf<typeof x>();
    expectTypeOf(softmax(x as Value)).toEqualTypeOf<Value>();
  });

  it('is refused for a scalar', () => {
    const scalar = input('scalar', 'float32', []);
    // @ts-expect-error a scalar has no last axis
    expect(() => softmax(scalar)).toThrow('Softmax: expected 1 dimensions or more, got []');
    // @ts-expect-error a scalar has no last axis
    expect(() => logSoftmax(scalar)).toThrow('LogSoftmax: expected 1 dimensions or more, got []');
  });
});
