import { createOnnxRuntimeBackend } from '@bertsmith/backend-onnxruntime';
import { ConfigError, InputError } from '@bertsmith/tensor';
import { describe, expect, it } from 'vitest';
import { dominantClassExamples, dominantClassModel, encodeRows } from '../../test/dominant-class.js';
import { completeTrainerOptions, type TrainerOptions } from './trainer-options.js';

const options: TrainerOptions = {
  model: dominantClassModel(),
  backend: createOnnxRuntimeBackend(),
  train: dominantClassExamples(10, 1),
  validation: dominantClassExamples(5, 2),
  maxLength: 16,
};

describe('completeTrainerOptions', () => {
  it('fills in the defaults, and leaves what is given', () => {
    expect(completeTrainerOptions({ ...options, epochs: 5 })).toEqual({
      ...options,
      epochs: 5,
      batchSize: 32,
      packing: false,
      accumulationSteps: 1,
      learningRate: 3e-4,
      weightDecay: 0.01,
      warmupRatio: 0.1,
      maxGradientNorm: 1,
      seed: 0,
      plugins: [],
    });
  });

  it.each([
    [{ epochs: 0 }, 'epochs is 0, expected a whole number from 1 to 4294967295'],
    [{ epochs: 1.5 }, 'epochs is 1.5, expected a whole number'],
    [{ batchSize: 0 }, 'batchSize is 0, expected a whole number from 1'],
    [{ accumulationSteps: 0 }, 'accumulationSteps is 0, expected a whole number from 1'],
    [{ batchTokens: 0 }, 'batchTokens is 0, expected a whole number from 1'],
    [{ evaluateEverySteps: 0.5 }, 'evaluateEverySteps is 0.5, expected a whole number from 1'],
    [{ maxMinutes: -1 }, 'maxMinutes is -1, expected a number from 0'],
    [{ maxSteps: 0 }, 'maxSteps is 0, expected a whole number from 1'],
    [{ seed: -1 }, 'seed is -1, expected a whole number from 0 to 4294967295'],
    [{ seed: 2 ** 32 }, 'seed is 4294967296, expected a whole number from 0 to 4294967295'],
    [{ maxLength: 17 }, 'maxLength is 17, expected a whole number from 2 to 16'],
    [{ maxLength: 1 }, 'maxLength is 1, expected a whole number from 2 to 16'],
    [{ maxLength: 8.5 }, 'maxLength is 8.5, expected a whole number from 2 to 16'],
    [{ learningRate: -1e-4 }, 'learningRate is -0.0001, expected a number from 0'],
    [{ learningRate: Number.NaN }, 'learningRate is NaN, expected a number from 0'],
    [{ learningRate: Number.POSITIVE_INFINITY }, 'learningRate is Infinity, expected a number from 0'],
    [{ weightDecay: -0.01 }, 'weightDecay is -0.01, expected a number from 0'],
    [{ warmupRatio: 1.1 }, 'warmupRatio is 1.1, expected a number from 0 to 1'],
    [{ maxGradientNorm: 0 }, 'maxGradientNorm is 0, expected a number from 5e-324 to Infinity'],
  ])('refuses %j', (bad, message) => {
    expect(() => completeTrainerOptions({ ...options, ...bad })).toThrow(ConfigError);
    expect(() => completeTrainerOptions({ ...options, ...bad })).toThrow(message);
  });

  it('refuses rows that do not fit the model, for training and for validation', () => {
    const bad = encodeRows([[1, 2]], [4]);
    expect(() => completeTrainerOptions({ ...options, train: bad })).toThrow(InputError);
    expect(() => completeTrainerOptions({ ...options, validation: bad })).toThrow(/^validation row 0: the label is 4/);
  });
});
