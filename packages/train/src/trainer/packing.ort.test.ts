import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createOnnxRuntimeBackend } from '@bertsmith/backend-onnxruntime';
import { BertForQuestionAnswering, type BertModelWithHead } from '@bertsmith/bert-core';
import { exampleBatches, packedBatches } from '@bertsmith/data';
import { ConfigError, InputError, TrainingError } from '@bertsmith/tensor';
import { describe, expect, it } from 'vitest';
import { hasSameBits } from '../../test/distance.js';
import { DOMINANT_CLASS_CONFIG, dominantClassExamples, dominantClassModel } from '../../test/dominant-class.js';
import { dominantClassRun, trainDominantClass } from '../../test/train-dominant-class.js';
import { latestCheckpoint } from '../checkpoints/checkpoint-directory.js';
import { Trainer } from './trainer.js';

const packing = { packing: true } as const;
const train = dominantClassExamples(70, 1);

describe('a run on packed rows', () => {
  it('sees each example once an epoch, in about as many steps, and learns', async () => {
    const rows = dominantClassExamples(400, 1);
    const [packed, unpacked] = [
      await trainDominantClass({ ...packing, train: rows, epochs: 6 }),
      await trainDominantClass({ train: rows, epochs: 6 }),
    ];
    const { trainedExamples, trainedTokens } = unpacked.result;
    expect(packed.result).toMatchObject({ trainedExamples, trainedTokens });
    expect(Math.abs(packed.result.steps / unpacked.result.steps - 1)).toBeLessThan(0.2);
    expect(packed.result.evaluation.metrics.accuracy).toBeGreaterThan(0.8);
  });

  it('is, bit for bit, the one on a source that packs', async () => {
    const source = packedBatches(train, { batchSize: 16, maxLength: 16, seed: 3 });
    const [ours, theirs] = [
      await trainDominantClass({ ...packing }),
      await trainDominantClass({ ...packing, train: source }),
    ];
    expect(hasSameBits(ours.model.arena.data, theirs.model.arena.data)).toBe(true);
  });

  it('goes on, when it is resumed, as if it had not stopped', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'bertsmith-packing-'));
    try {
      const straight = await trainDominantClass(packing);
      await trainDominantClass({ ...packing, checkpoints: { directory }, maxSteps: 3 });
      const resumeFrom = await latestCheckpoint(directory);
      const { model, result } = await trainDominantClass({ ...packing, resumeFrom });
      expect(result.warnings).toEqual([]);
      expect(hasSameBits(model.arena.data, straight.model.arena.data)).toBe(true);
    } finally {
      await rm(directory, { recursive: true });
    }
  });

  it('names the first tensor and the examples of a step that is not finite', async () => {
    const failure = await trainDominantClass({ ...packing, learningRate: 1e38, warmupRatio: 0 }).catch((e) => e);
    expect(failure).toBeInstanceOf(TrainingError);
    expect(failure.message).toMatch(/the first tensor that is not finite is '.+'; rows of the batch/);
    expect(failure.details.rowNumbers.length).toBeGreaterThan(8);
  });
});

describe('packing is refused', () => {
  const backend = createOnnxRuntimeBackend();

  it('where a head wants rows of its own, before any work', () => {
    const model = BertForQuestionAnswering.initialize(DOMINANT_CLASS_CONFIG, { seed: 1 });
    const options = { ...packing, model, backend, train, validation: train, maxLength: 16 };
    expect(() => new Trainer(options)).toThrow(ConfigError);
    expect(() => new Trainer(options)).toThrow(/cannot learn from packed rows/);
  });

  it('where a head of somebody else does not know of it', () => {
    const ours = dominantClassModel();
    const theirs: BertModelWithHead = {
      ...{ architecture: 'Theirs', config: ours.config, arena: ours.arena },
      buildTrainingGraph: () => ours.buildTrainingGraph(),
      buildEvaluationGraph: () => ours.buildEvaluationGraph(),
      buildInferenceGraph: () => ours.buildInferenceGraph(),
    };
    const [options] = dominantClassRun({ ...packing, model: theirs });
    expect(() => new Trainer(options)).toThrow(
      "Theirs cannot learn from packed rows: its training graph has no input 'position_ids'",
    );
  });

  it('where a source does not pack', async () => {
    const source = exampleBatches(train, { batchSize: 16, maxLength: 16, seed: 3 });
    await expect(trainDominantClass({ ...packing, train: source })).rejects.toThrow(InputError);
  });
});
