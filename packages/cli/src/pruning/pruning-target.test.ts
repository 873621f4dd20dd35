import { BertForSequenceClassification, presetConfig } from '@bertsmith/bert-core';
import { removeLayers } from '@bertsmith/prune';
import { expect, it } from 'vitest';
import {
  encoderParameters,
  missedTarget,
  parametersAtSparsity,
  sparsityAtParameters,
  structureTarget,
} from './pruning-target.js';

const config = presetConfig('tiny', { vocabSize: 100, labels: ['a', 'b'] });
const original = BertForSequenceClassification.initialize(config, { seed: 1 });

it('a share of the encoder is of its layers, whatever became of the words', () => {
  const shorter = BertForSequenceClassification.initialize({ ...config, vocabSize: 50 }, { seed: 1 });
  const half = removeLayers(shorter, [1]);
  expect(encoderParameters(half)).toBe(encoderParameters(original) / 2);
  expect(sparsityAtParameters(half.arena.parameterCount, original, shorter)).toBeCloseTo(0.5, 12);
  expect(parametersAtSparsity(0.5, original, shorter)).toBe(half.arena.parameterCount);
  expect(sparsityAtParameters(original.arena.parameterCount, original, original)).toBe(0);
});

it('a sparsity is about single weights where a method sets some to 0, and about structure where none does', () => {
  expect(structureTarget({ method: ['heads'], sparsity: 0.5 })).toEqual({ kind: 'sparsity', amount: 0.5 });
  expect(structureTarget({ method: ['heads', 'obd'], sparsity: 0.5 })).toBeUndefined();
  const both = { method: ['heads', 'obd'], sparsity: 0.5, targetParams: 9 } as const;
  expect(structureTarget(both)).toEqual({ kind: 'parameters', amount: 9 });
});

it('of a target that is missed only what is left to take out, and helps, is named', () => {
  const advice = (kind: 'parameters' | 'speedup', method: 'heads' | 'layers' | 'vocabulary', numHiddenLayers: number) =>
    missedTarget({ kind, amount: 9 }, 10, { method: [method], numHiddenLayers }).message.split('ask for that')[1];
  const layers = 'layers (--method layers,... --keep-layers)';
  expect(advice('parameters', 'heads', 6)).toBe(`, or also take out ${layers} or words (vocabulary)`);
  expect(advice('speedup', 'heads', 6)).toBe(`, or also take out ${layers}`);
  expect(advice('parameters', 'heads', 1)).toBe(', or also take out words (vocabulary)');
  expect(advice('speedup', 'heads', 1)).toBe('');
  expect(advice('speedup', 'layers', 6)).toBe('');
  expect(advice('parameters', 'vocabulary', 1)).toBe('');
});

it('nobody is told to ask for a speedup that makes a model slower', () => {
  const error = (closest: number) =>
    missedTarget({ kind: 'speedup', amount: 2 }, closest, { method: ['heads', 'layers'], numHiddenLayers: 6 }).message;
  const missed = '--target-speedup 2 cannot be met with these methods: the closest is';
  expect(error(1.2)).toBe(`${missed} 1.200; ask for that`);
  expect(error(0.5)).toBe(`${missed} 0.5000`);
});
