import { createGraph, formatGraph, input, type Value } from '@bertsmith/graph';
import { ConfigError, ParameterArena, ShapeError } from '@bertsmith/tensor';
import { describe, expect, it } from 'vitest';
import { TINY_CONFIG } from '../../test/tiny-config.js';
import { bertParameters } from '../parameters/bert-parameters.js';
import { createLayerContext } from './layer-context.js';

const arena = new ParameterArena(bertParameters(TINY_CONFIG));
const NAME = 'bert.pooler.dense.weight';
const x = input('x', 'float32', ['batch', 4]);

describe('LayerContext', () => {
  it('makes each parameter once, so that layers that share one share its gradient', () => {
    const context = createLayerContext(TINY_CONFIG, arena, false);
    expect(context.weight(NAME, [8, 8])).toBe(context.weight(NAME, [8, 8]));
  });

  it('refuses a parameter that the model does not have, or has in another shape', () => {
    const context = createLayerContext(TINY_CONFIG, arena, false);
    expect(() => context.weight('bert.pooler.weight', [8, 8])).toThrow(ConfigError);
    expect(() => context.weight(NAME, [8, 4])).toThrow(ShapeError);
    expect(() => context.weight(NAME, [8, 4])).toThrow(
      `parameter '${NAME}' has the shape [8, 8], the layer wants [8, 4]`,
    );
  });

  it('numbers the masks, one site for each place', () => {
    const context = createLayerContext(TINY_CONFIG, arena, true);
    const dropped = context.dropout(context.dropout(x, 0.25), 0.5);
    expect(formatGraph(createGraph({ dropped: dropped as Value }))).toContain('site=0 keepProbability=0.75');
    expect(formatGraph(createGraph({ dropped: dropped as Value }))).toContain('site=1 keepProbability=0.5');
  });

  it('drops nothing with a probability of 0, nor outside of training', () => {
    expect(createLayerContext(TINY_CONFIG, arena, true).dropout(x, 0)).toBe(x);
    expect(createLayerContext(TINY_CONFIG, arena, false).dropout(x, 0.5)).toBe(x);
  });
});
