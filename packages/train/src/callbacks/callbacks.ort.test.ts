import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadSequenceClassifier } from '@bertsmith/bert-core/files';
import { ConfigError, OutputError } from '@bertsmith/tensor';
import { describe, expect, it } from 'vitest';
import { hasSameBits } from '../../test/distance.js';
import { dominantClassModel } from '../../test/dominant-class.js';
import { stopAfter } from '../../test/stop-after.js';
import { useTemporaryDirectory } from '../../test/temporary-directory.js';
import { trainDominantClass } from '../../test/train-dominant-class.js';
import { latestCheckpoint, listCheckpoints } from '../checkpoints/checkpoint-directory.js';
import type { TrainingPlugin } from '../plugins/training-plugin.js';
import { earlyStopping } from './early-stopping.js';
import { jsonlLog } from './jsonl-log.js';
import { keepBest } from './keep-best.js';
import { tensorBoard } from './tensor-board/tensor-board.js';

const place = useTemporaryDirectory();

/** As `/dev/full` of Linux: takes nothing. */
const FULL_DISK = '/dev/full';

/** Puts the scores of a run in place of what evaluations find, so that a test says which is the best. */
function scripted(scores: Readonly<Record<number, number>>): TrainingPlugin {
  return {
    specificationVersion: 'v1',
    name: 'scripted',
    order: { before: ['keep-best', 'early-stopping'] },
    onEvaluate(result, { step }) {
      (result.metrics as Record<string, number>).accuracy = scores[step] ?? 0;
    },
  };
}

const everyTwoSteps = { evaluateEverySteps: 2 };

describe('keepBest', () => {
  it('puts the parameters of the best evaluation back, the earlier of two that are as good', async () => {
    const best = keepBest({ metric: 'accuracy' });
    const plugins = [scripted({ 2: 0.5, 4: 0.75, 6: 0.75, 10: 0.25 }), best];
    const { model, result } = await trainDominantClass({ ...everyTwoSteps, plugins });
    const { model: expected } = await trainDominantClass({ ...everyTwoSteps, maxSteps: 4 });
    expect(best.best).toEqual({ step: 4, score: 0.75 });
    expect(hasSameBits(model.arena.data, expected.arena.data)).toBe(true);
    expect(result.steps).toBe(10);
  });

  it('scores what it put back', async () => {
    const worst = keepBest({ metric: 'loss', higherIsBetter: true });
    const { result, events } = await trainDominantClass({ ...everyTwoSteps, plugins: [worst] });
    const losses = events.flatMap((event) => (event.kind === 'evaluation' ? [event.result.loss] : []));
    expect(result.evaluation.loss).toBe(Math.max(...losses));
    expect(result.evaluation.loss).not.toBe(losses.at(-1));
  });

  it('leaves the last parameters when they are the best', async () => {
    const { model } = await trainDominantClass({
      plugins: [scripted({ 5: 0.5, 10: 0.75 }), keepBest({ metric: 'accuracy' })],
    });
    const { model: plain } = await trainDominantClass();
    expect(hasSameBits(model.arena.data, plain.arena.data)).toBe(true);
  });

  it('has the best parameters again when the run is resumed; the checkpoint has those of its step', async () => {
    const scores = { 2: 0.75, 4: 0.5, 5: 0.5, 6: 0.25, 8: 0.5, 10: 0.5 };
    const plugins = () => [scripted(scores), keepBest({ metric: 'accuracy' })];
    const straight = await trainDominantClass({ ...everyTwoSteps, plugins: plugins() });
    const checkpoints = { directory: place('best') };
    await trainDominantClass({ ...everyTwoSteps, plugins: plugins(), checkpoints, ...stopAfter(7) });
    const resumeFrom = (await latestCheckpoint(checkpoints.directory)) as string;
    const { model: at7 } = await trainDominantClass({ ...everyTwoSteps, maxSteps: 7 });
    expect(hasSameBits((await loadSequenceClassifier(resumeFrom)).arena.data, at7.arena.data)).toBe(true);
    const resumed = await trainDominantClass({ ...everyTwoSteps, plugins: plugins(), resumeFrom });
    expect(hasSameBits(resumed.model.arena.data, straight.model.arena.data)).toBe(true);
    expect(resumed.result.evaluation.loss).toBe(straight.result.evaluation.loss);
  });

  it('ends the first evaluation when there is no such metric', async () => {
    const run = trainDominantClass({ plugins: [keepBest({ metric: 'f1' })] });
    await expect(run).rejects.toThrow(ConfigError);
    await expect(run).rejects.toThrow(`the evaluation has no 'f1'; it has loss, accuracy, macroF1`);
  });
});

describe('earlyStopping', () => {
  const plugins = () => [
    scripted({ 2: 0.5, 4: 0.75, 5: 0.5, 6: 0.5 }),
    earlyStopping({ metric: 'accuracy', patience: 2 }),
  ];

  it('ends the run, as finished', async () => {
    const { result, model } = await trainDominantClass({ ...everyTwoSteps, plugins: plugins() });
    expect(result).toMatchObject({ steps: 6, isStopped: true, isAborted: false });
    const { model: at6 } = await trainDominantClass({ maxSteps: 6 });
    expect(hasSameBits(model.arena.data, at6.arena.data)).toBe(true);
  });

  it.each([3, 4, 5])('ends at the same step when the run was interrupted after %i', async (steps) => {
    const checkpoints = { directory: place(`stopping-${steps}`) };
    await trainDominantClass({ ...everyTwoSteps, plugins: plugins(), checkpoints, ...stopAfter(steps) });
    const resumeFrom = await latestCheckpoint(checkpoints.directory);
    const { result } = await trainDominantClass({ ...everyTwoSteps, plugins: plugins(), checkpoints, resumeFrom });
    expect(result).toMatchObject({ steps: 6, isStopped: true });
  });

  it('has ended a run that is resumed again', async () => {
    const checkpoints = { directory: place('stopped') };
    await trainDominantClass({ ...everyTwoSteps, plugins: plugins(), checkpoints });
    const resumeFrom = await latestCheckpoint(checkpoints.directory);
    const { result, steps } = await trainDominantClass({ ...everyTwoSteps, plugins: plugins(), resumeFrom });
    expect(result).toMatchObject({ steps: 6, isStopped: true });
    expect(steps).toEqual([]);
  });

  it('counts an evaluation at the end of an epoch once, also when the run goes on from there', async () => {
    const seen: number[] = [];
    const counter: TrainingPlugin = {
      specificationVersion: 'v1',
      name: 'counter',
      onEvaluate: (_, { step }) => void seen.push(step),
    };
    const checkpoints = { directory: place('once'), everySteps: 1, keep: 20 };
    await trainDominantClass({ evaluateEverySteps: 5, plugins: [counter], checkpoints });
    expect(seen).toEqual([5, 10]);
    const resumeFrom = (await listCheckpoints(checkpoints.directory))[4];
    await trainDominantClass({ evaluateEverySteps: 5, plugins: [counter], resumeFrom });
    expect(seen).toEqual([5, 10, 10]);
  });
});

/** The lines of a log, without what is not the same in every run. */
function linesOf(path: string): Record<string, unknown>[] {
  const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1);
  return lines.map((line) => {
    const { time, stepMs, seconds, ...rest } = JSON.parse(line);
    return rest;
  });
}

const isFigure = ({ kind }: Record<string, unknown>) => kind === 'step' || kind === 'evaluation';

describe('jsonlLog', () => {
  it('has a line for each event, and begins anew with each run', async () => {
    const path = place('logs/run.jsonl');
    await trainDominantClass({ plugins: [jsonlLog(path)], maxSteps: 1 });
    const { steps, result } = await trainDominantClass({ plugins: [jsonlLog(path)], maxSteps: 2 });
    const figures = steps.map(({ stepMs, ...rest }) => rest);
    const { loss, metrics, examples, realTokens } = result.evaluation;
    const evaluation = { kind: 'evaluation', step: 2, epoch: 0, loss, metrics, examples, realTokens };
    expect(linesOf(path)).toEqual([...figures, evaluation]);
  });

  it('has each step once when the run was interrupted', async () => {
    const straight = place('straight.jsonl');
    await trainDominantClass({ plugins: [jsonlLog(straight)] });
    const path = place('resumed.jsonl');
    const checkpoints = { directory: place('log-checkpoints') };
    for (const steps of [3, 5]) {
      const resumeFrom = await latestCheckpoint(checkpoints.directory);
      await trainDominantClass({ plugins: [jsonlLog(path)], checkpoints, resumeFrom, ...stopAfter(steps) });
    }
    const resumeFrom = await latestCheckpoint(checkpoints.directory);
    await trainDominantClass({ plugins: [jsonlLog(path)], checkpoints, resumeFrom });
    expect(linesOf(path).filter(isFigure)).toEqual(linesOf(straight).filter(isFigure));
    const others = linesOf(path).filter((line) => !isFigure(line));
    expect(others.map(({ kind, step }) => `${kind} ${step}`)).toEqual([
      ...['checkpoint 3', 'resume 3', 'checkpoint 5', 'resume 5', 'checkpoint 10'],
    ]);
  });

  it('has null for a norm that there is not', async () => {
    const path = place('veto.jsonl');
    const veto: TrainingPlugin = { specificationVersion: 'v1', name: 'veto', transformGradients: () => 'veto' };
    await trainDominantClass({ plugins: [jsonlLog(path), veto], maxSteps: 1 });
    expect(linesOf(path)[0]).toMatchObject({ isVetoed: true, gradientNorm: null });
  });
});

describe.skipIf(!existsSync(FULL_DISK))('a callback whose disk is full (skipped where there is no /dev/full)', () => {
  it('ends the run after the step, with an error that names the file, a checkpoint, and the other logs whole', async () => {
    const [path, other] = [place('full/run.jsonl'), place('full/other')];
    const checkpoints = { directory: place('full/checkpoints') };
    const plugins = [{ ...jsonlLog(FULL_DISK), name: 'full' }, jsonlLog(path), tensorBoard(other)];
    const run = trainDominantClass({ plugins, checkpoints });
    await expect(run).rejects.toThrow(OutputError);
    await expect(run).rejects.toThrow(`cannot write '/dev/full': no space left on the device`);
    const resumeFrom = (await latestCheckpoint(checkpoints.directory)) as string;
    expect(resumeFrom).toMatch(/checkpoint-00000001$/);
    expect(linesOf(path).map(({ kind, step }) => `${kind} ${step}`)).toEqual(['step 1', 'checkpoint 1']);
    const { model } = await trainDominantClass({ plugins: plugins.slice(1), resumeFrom });
    const { model: straight } = await trainDominantClass();
    expect(hasSameBits(model.arena.data, straight.arena.data)).toBe(true);
  });

  it('says which of two failures came first, when the checkpoint cannot be written either', async () => {
    const run = trainDominantClass({
      plugins: [jsonlLog(FULL_DISK)],
      checkpoints: { directory: join(FULL_DISK, 'no') },
    });
    await expect(run).rejects.toThrow(`cannot write '/dev/full': no space left`);
  });

  it('refuses a place that is no directory', async () => {
    const run = trainDominantClass({ model: dominantClassModel(), plugins: [tensorBoard(FULL_DISK)] });
    await expect(run).rejects.toThrow(OutputError);
  });
});
