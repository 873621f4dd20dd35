import { createOnnxRuntimeBackend } from '@bertsmith/backend-onnxruntime';
import { accuracy } from '@bertsmith/metrics';
import { InputError } from '@bertsmith/tensor';
import { describe, expect, it } from 'vitest';
import { dominantClassExamples, dominantClassModel, encodeRows } from '../../test/dominant-class.js';
import { Evaluator } from './evaluator.js';

const createEvaluator = (batchSize?: number, model = dominantClassModel({ initializerRange: 1 })) =>
  Evaluator.create({
    model,
    backend: createOnnxRuntimeBackend(),
    maxLength: 16,
    threads: 1,
    ...(batchSize !== undefined && { batchSize }),
  });

/** 23 rows: no batch size but 1 and 23 divides them. */
const examples = dominantClassExamples(23, 4);

describe('Evaluator', () => {
  it('has the mean loss of a row, and the same predictions, whatever the batches', async () => {
    await using evaluator = await createEvaluator(1);
    const alone = await evaluator.evaluate(examples);
    for (const batchSize of [4, 10, undefined]) {
      await using batched = await createEvaluator(batchSize);
      const result = await batched.evaluate(examples);
      expect(result.loss).toBeCloseTo(alone.loss, 5);
      expect(result.predictions).toEqual(alone.predictions);
    }
  });

  it('scores the predictions and counts rows and tokens', async () => {
    await using evaluator = await createEvaluator();
    const { metrics, predictions, ...rest } = await evaluator.evaluate(examples);
    expect(predictions.kind).toBe('classes');
    const classes = predictions.kind === 'classes' ? predictions.data : [];
    expect(new Set(classes).size).toBeGreaterThan(1);
    expect(metrics.accuracy).toBe(accuracy({ predictions: classes, labels: examples.targets.labels.data }));
    expect(Object.keys(metrics)).toEqual(expect.arrayContaining(['accuracy', 'macroF1']));
    expect(rest).toMatchObject({ examples: 23, realTokens: examples.inputIds.length });
  });

  it('drops nothing, and sees the parameters as they are', async () => {
    const model = dominantClassModel();
    await using evaluator = await createEvaluator(undefined, model);
    const first = await evaluator.evaluate(examples);
    expect((await evaluator.evaluate(examples)).loss).toBe(first.loss);
    model.arena.get('classifier.bias').data.set([0, 50, 0, 0]);
    const { predictions } = await evaluator.evaluate(examples);
    expect(predictions).toEqual({ kind: 'classes', data: new Int32Array(23).fill(1) });
  });

  it('scores as many classes as a configuration may have, more than a confusion matrix has', async () => {
    const labels = Array.from({ length: 5000 }, (_, label) => `class ${label}`);
    await using evaluator = await createEvaluator(undefined, dominantClassModel({ labels }));
    const { metrics } = await evaluator.evaluate(encodeRows([[1, 5, 2]], [4999]));
    expect(metrics).toEqual({ accuracy: 0, macroF1: 0 });
  });

  it('refuses rows that the model cannot take', async () => {
    await using evaluator = await createEvaluator();
    await expect(evaluator.evaluate(encodeRows([], []))).rejects.toThrow(InputError);
    await expect(evaluator.evaluate(encodeRows([[1, 2]], [4]))).rejects.toThrow(/^evaluation row 0: the label is 4/);
  });
});
