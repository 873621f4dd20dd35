import { ConfigError, ReusableHeap } from '@bertsmith/tensor';
import { afterEach, describe, expect, it } from 'vitest';
import { disposeBenches, optimizerBench } from '../../test/optimizer-bench.js';
import { Adafactor } from './adafactor.js';
import { AdamW } from './adamw.js';
import { createOptimizer, type OptimizerChoice } from './create-optimizer.js';
import { LAMB } from './lamb.js';
import { SGD } from './sgd.js';

describe('createOptimizer', () => {
  afterEach(disposeBenches);

  const create = (choice: object) =>
    optimizerBench({ make: (arena, kernels) => createOptimizer(choice as OptimizerChoice, arena, kernels) }).optimizer;

  it('makes the optimizer of the name', () => {
    expect(create({ name: 'adamw', beta1: 0.8 })).toBeInstanceOf(AdamW);
    expect(create({ name: 'lamb', layerAdaptation: 'all' })).toBeInstanceOf(LAMB);
    expect(create({ name: 'sgd', nesterov: true })).toBeInstanceOf(SGD);
    expect(create({ name: 'adafactor', clipThreshold: 2 })).toBeInstanceOf(Adafactor);
  });

  it('passes options, groups and the heap on', () => {
    expect(() => create({ name: 'adamw', beta1: 1 })).toThrow('AdamW: beta1 must be 0 to below 1, not 1');
    const frozen = create({ name: 'sgd', groups: [{ parameters: ['weight', 'bias', 'qkv.*'], frozen: true }] });
    expect([...frozen.stateDict().tensors.keys()]).toEqual(['scalar.momentum_buffer', 'table.momentum_buffer']);
    const { arena, kernels } = optimizerBench({ make: () => frozen });
    const heap = new ReusableHeap(arena.heap);
    createOptimizer({ name: 'adamw' }, arena, kernels, heap);
    expect(heap.usedBytes).toBeGreaterThan(2 * arena.data.byteLength);
  });

  it('refuses names and options that there are not', () => {
    expect(() => create({ name: 'adam' })).toThrow(ConfigError);
    expect(() => create({ name: 'adam' })).toThrow("no optimizer 'adam': choose one of adamw, lamb, sgd, adafactor");
    expect(() => create({ name: 'sgd', beta1: 0.9 })).toThrow(
      "the optimizer 'sgd': there is no option 'beta1'; it has momentum, nesterov, weightDecay, groups",
    );
    expect(() => create({ name: 'adamw', weight_decay: 0.1 })).toThrow(/no option 'weight_decay'/);
  });
});
