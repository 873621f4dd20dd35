import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadSequenceClassifier } from '@bertsmith/bert-core/files';
import { ConfigError, FormatError, OutputError, TrainingError, tensor } from '@bertsmith/tensor';
import { describe, expect, it } from 'vitest';
import { hasSameBits } from '../../test/distance.js';
import { dominantClassExamples, dominantClassModel } from '../../test/dominant-class.js';
import { stopAfter } from '../../test/stop-after.js';
import { useTemporaryDirectory } from '../../test/temporary-directory.js';
import { trainDominantClass } from '../../test/train-dominant-class.js';
import type { TrainingPlugin } from '../plugins/training-plugin.js';
import { latestCheckpoint, listCheckpoints } from './checkpoint-directory.js';

const place = useTemporaryDirectory();

/** A plugin whose numbers hang on all steps that were: without its state, a resumed run has others. */
function fading(): TrainingPlugin {
  let [count, mean] = [0, 0];
  return {
    specificationVersion: 'v1',
    name: 'fading',
    transformGradients({ dense }) {
      count++;
      mean = 0.9 * mean + 0.1 * (dense[0] as number);
      dense[0] = mean / count;
      return 'proceed';
    },
    stateDict: () => ({ json: { count }, tensors: new Map([['mean', tensor('float64', [1], Float64Array.of(mean))]]) }),
    loadStateDict({ json, tensors }) {
      count = (json as { count: number }).count;
      mean = tensors?.get('mean')?.data[0] as number;
    },
  };
}

describe('a run that is resumed', async () => {
  const straight = await trainDominantClass({ plugins: [fading()] });

  it.each([1, 3, 5, 6, 9])('after %i of 10 steps is, bit for bit, one that was not stopped', async (steps) => {
    const checkpoints = { directory: place(`after-${steps}`) };
    const first = await trainDominantClass({ plugins: [fading()], checkpoints, ...stopAfter(steps) });
    expect(first.result).toMatchObject({ isAborted: true, steps });
    // Nothing but the directory goes over: another model, other plugins.
    const resumeFrom = await latestCheckpoint(checkpoints.directory);
    const model = dominantClassModel({ labels: ['a', 'b', 'c', 'd'] });
    for (const [, { data }] of model.arena.parts()) data.fill(0.5);
    const second = await trainDominantClass({ model, plugins: [fading()], checkpoints, resumeFrom });
    expect(hasSameBits(model.arena.data, straight.model.arena.data)).toBe(true);
    const figures = (run: typeof first) =>
      run.steps.map(({ step, epoch, loss, gradientNorm }) => [step, epoch, loss, gradientNorm]);
    expect([...figures(first), ...figures(second)]).toEqual(figures(straight));
    const { evaluation, trainedExamples, trainedTokens } = straight.result;
    expect(second.result).toMatchObject({ steps: 10, trainedExamples, trainedTokens, warnings: [], isAborted: false });
    expect(second.result.evaluation.loss).toBe(evaluation.loss);
    // Rates are those of the whole run.
    const { seconds, secondsBefore } = second.result;
    expect([first.result.secondsBefore, straight.result.secondsBefore]).toEqual([0, 0]);
    expect(secondsBefore).toBeGreaterThan(0);
    expect(secondsBefore).toBeLessThanOrEqual(first.result.seconds);
    expect(seconds).toBeGreaterThan(secondsBefore);
  });

  it('tells of the checkpoint that it goes on from', async () => {
    const resumeFrom = await latestCheckpoint(place('after-3'));
    const { events } = await trainDominantClass({ plugins: [fading()], resumeFrom });
    expect(events[0]).toEqual({ kind: 'resume', step: 10, epoch: 2, path: resumeFrom });
    expect(events.filter(({ kind }) => kind === 'step')).toEqual([]);
  });
});

describe('with another optimizer, several batches a step, frozen parameters and averages', () => {
  const overrides = {
    optimizer: { name: 'lamb' },
    schedule: { name: 'cosine' },
    accumulationSteps: 2,
    averageDecay: 0.8,
    parameterGroups: [{ parameters: 'bert.embeddings.*', frozen: true }],
  } as const;

  it('a run that is resumed is one that was not stopped, and what is frozen stays', async () => {
    const straight = await trainDominantClass(overrides);
    // Five batches an epoch are three steps.
    expect(straight.result.steps).toBe(6);
    const name = 'bert.embeddings.word_embeddings.weight';
    expect(straight.model.arena.get(name).data).toEqual(dominantClassModel().arena.get(name).data);
    const checkpoints = { directory: place('averages') };
    await trainDominantClass({ ...overrides, checkpoints, ...stopAfter(2) });
    const resumeFrom = await latestCheckpoint(checkpoints.directory);
    const { model } = await trainDominantClass({ ...overrides, resumeFrom });
    expect(hasSameBits(model.arena.data, straight.model.arena.data)).toBe(true);
  });

  it('the model ends with the averages, which are what is evaluated', async () => {
    const plain = await trainDominantClass({ ...overrides, averageDecay: 0 });
    const averaged = await trainDominantClass(overrides);
    const own = await trainDominantClass({ ...overrides, averageDecay: undefined } as never);
    expect(hasSameBits(plain.model.arena.data, own.model.arena.data)).toBe(true);
    expect(averaged.result.evaluation.loss).not.toBe(own.result.evaluation.loss);
    expect(averaged.steps.map(({ loss }) => loss)).toEqual(own.steps.map(({ loss }) => loss));
  });
});

it('ends when its time is over', async () => {
  const { result } = await trainDominantClass({ maxMinutes: 1e-9 });
  expect(result).toMatchObject({ steps: 1, isAborted: false });
});

describe('checkpoints', () => {
  it('come every so many steps and at the end, the newest stay, and each is a model', async () => {
    const checkpoints = { directory: place('every'), everySteps: 3, keep: 3, files };
    const { events, model } = await trainDominantClass({ checkpoints });
    expect(events.flatMap((event) => (event.kind === 'checkpoint' ? [event.step] : []))).toEqual([3, 6, 9, 10]);
    const kept = await listCheckpoints(checkpoints.directory);
    expect(kept.map((path) => path.slice(-2))).toEqual(['06', '09', '10']);
    expect((await readdir(checkpoints.directory)).length).toBe(3);
    const saved = await loadSequenceClassifier(kept[2] as string);
    expect(hasSameBits(saved.arena.data, model.arena.data)).toBe(true);
    expect(await readFile(join(kept[0] as string, 'vocab.txt'), 'utf8')).toBe('[PAD]\n');
  });

  it('come by minutes', async () => {
    const checkpoints = { directory: place('minutes'), everyMinutes: 1e-9, keep: 100 };
    await trainDominantClass({ checkpoints });
    expect(await listCheckpoints(checkpoints.directory)).toHaveLength(10);
  });

  it('come before a run ends in an error of the training, with the parameters before the step that failed', async () => {
    const infinite: TrainingPlugin = {
      specificationVersion: 'v1',
      name: 'infinite',
      transformGradients({ dense }, { step }) {
        if (step === 2) dense[0] = Number.POSITIVE_INFINITY;
        return 'proceed';
      },
    };
    const checkpoints = { directory: place('error') };
    await expect(trainDominantClass({ checkpoints, plugins: [infinite] })).rejects.toThrow(TrainingError);
    const resumeFrom = await latestCheckpoint(checkpoints.directory);
    const { model } = await trainDominantClass({ resumeFrom });
    const straight = await trainDominantClass();
    expect(hasSameBits(model.arena.data, straight.model.arena.data)).toBe(true);
  });

  it('do not come from the middle of an update: a plugin that fails there leaves the one before', async () => {
    const failing: TrainingPlugin = {
      specificationVersion: 'v1',
      name: 'failing',
      afterUpdate({ step }) {
        if (step === 4) throw new OutputError('no space left', { path: 'somewhere' });
      },
    };
    const checkpoints = { directory: place('middle'), everySteps: 3 };
    await expect(trainDominantClass({ checkpoints, plugins: [failing] })).rejects.toThrow('no space left');
    const resumeFrom = await latestCheckpoint(checkpoints.directory);
    expect(resumeFrom?.slice(-2)).toBe('03');
    const { model } = await trainDominantClass({ resumeFrom });
    const straight = await trainDominantClass();
    expect(hasSameBits(model.arena.data, straight.model.arena.data)).toBe(true);
  });

  it('remove what a process that died left', async () => {
    const checkpoints = { directory: place('left'), everySteps: 5 };
    await trainDominantClass({ checkpoints, maxSteps: 1 });
    const partial = join(checkpoints.directory, '.checkpoint-00000007.partial');
    await writeFile(partial, 'half');
    await trainDominantClass({ checkpoints, maxSteps: 1 });
    await expect(stat(partial)).rejects.toThrow('ENOENT');
  });
});

const files = (at: string) => [[join(at, 'vocab.txt'), '[PAD]\n']] as const;

describe('refuses to go on', () => {
  const checkpoint = async () => {
    const checkpoints = { directory: place('refused') };
    await trainDominantClass({ checkpoints, ...stopAfter(3) });
    return (await latestCheckpoint(checkpoints.directory)) as string;
  };

  it.each([
    ['another seed', { seed: 4 }, /seed was 3 and is 4 now/],
    ['batches of another size', { batchSize: 8 }, /batchSize was 16 and is 8 now/],
    ['packed rows', { packing: true }, /packing was false and is true now/],
    ['other rows', { train: dominantClassExamples(70, 5) }, /data was "[0-9a-f]{40}" and is "[0-9a-f]{40}" now/],
  ])('with %s', async (_, overrides, message) => {
    const run = trainDominantClass({ resumeFrom: await checkpoint(), ...overrides });
    await expect(run).rejects.toThrow(ConfigError);
    await expect(run).rejects.toThrow(message);
  });

  it('without the state of a plugin', async () => {
    const run = trainDominantClass({ resumeFrom: await checkpoint(), plugins: [fading()] });
    await expect(run).rejects.toThrow(/it has no state of the plugin 'fading'/);
  });

  it('from a state that is cut', async () => {
    const path = await checkpoint();
    const file = join(path, 'training_state.json');
    await writeFile(file, (await readFile(file, 'utf8')).slice(0, 100));
    await expect(trainDominantClass({ resumeFrom: path })).rejects.toThrow(FormatError);
  });

  it('from a place where there is none', async () => {
    await expect(trainDominantClass({ resumeFrom: place('nowhere') })).rejects.toMatchObject({ code: 'ERR_INPUT' });
  });

  it('but says only so where the learning rate is another', async () => {
    const { result } = await trainDominantClass({ resumeFrom: await checkpoint(), learningRate: 1e-3 });
    expect(result.warnings).toEqual([expect.stringMatching(/^learningRate was 0.01 in '.+' and is 0.001 now$/)]);
  });

  it('or another number of threads, or of steps between evaluations', async () => {
    const others = { threads: 1, evaluateEverySteps: 4 };
    const { result } = await trainDominantClass({ resumeFrom: await checkpoint(), ...others });
    expect(result.warnings).toEqual([
      expect.stringMatching(/^threads was 2 in/),
      expect.stringMatching(/^evaluateEverySteps was not given in '.+' and is 4 now$/),
    ]);
  });

  it('or another number of minutes, where the learning rate hangs on it', async () => {
    const resumeFrom = await checkpoint();
    const { result } = await trainDominantClass({ resumeFrom, maxMinutes: 60 });
    expect(result.warnings).toEqual([]);
    const byClock = await trainDominantClass({ resumeFrom, maxMinutes: 60, schedule: { name: 'time-budgeted' } });
    expect(byClock.result.warnings).toContainEqual(
      expect.stringMatching(/^maxMinutes was not given in '.+' and is 60 now$/),
    );
  });
});
