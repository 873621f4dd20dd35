import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { stopAfter } from '../../../test/stop-after.js';
import { useTemporaryDirectory } from '../../../test/temporary-directory.js';
import { type FinishedRun, trainDominantClass } from '../../../test/train-dominant-class.js';
import { latestCheckpoint, listCheckpoints } from '../../checkpoints/checkpoint-directory.js';
import { tensorBoard } from './tensor-board.js';

const python = process.env.BERTSMITH_PYTHON;
const SCRIPT = fileURLToPath(new URL('../../../test/tensorboard-scalars.py', import.meta.url));
const hasTensorBoard = python !== undefined && spawnSync(python, ['-c', 'import tensorboard']).status === 0;
const reason = 'skipped: BERTSMITH_PYTHON names no Python with tensorboard';

type Curve = readonly (readonly [step: number, value: number])[];

const place = useTemporaryDirectory();

function readCurves(directory: string): Record<string, Curve> {
  const { status, stdout, stderr } = spawnSync(python as string, [SCRIPT, directory], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

/** The curves that a run should have given; TensorBoard has float32. */
function expectedCurves({ steps, events }: FinishedRun): Record<string, Curve> {
  const evaluations = events.flatMap((event) => (event.kind === 'evaluation' ? [event] : []));
  const ofSteps = (figure: 'loss' | 'learningRate' | 'gradientNorm') =>
    steps.map((event) => [event.step, Math.fround(event[figure])] as const);
  const ofMetric = (metric: string) =>
    evaluations.map(({ step, result }) => [step, Math.fround(result.metrics[metric] as number)] as const);
  return {
    'train/loss': ofSteps('loss'),
    'train/learningRate': ofSteps('learningRate'),
    'train/gradientNorm': ofSteps('gradientNorm'),
    'evaluation/loss': evaluations.map(({ step, result }) => [step, Math.fround(result.loss)] as const),
    'evaluation/accuracy': ofMetric('accuracy'),
    'evaluation/macroF1': ofMetric('macroF1'),
  };
}

describe.skipIf(!hasTensorBoard)(`TensorBoard (${hasTensorBoard ? 'found' : reason})`, () => {
  it('reads the curves of a run', async () => {
    const run = await trainDominantClass({ plugins: [tensorBoard(place('run'))] });
    const { 'train/tokensPerSecond': speed, ...curves } = readCurves(place('run'));
    expect(curves).toEqual(expectedCurves(run));
    const expected = run.steps.map(({ step, realTokens, stepMs }) => [step, Math.fround((realTokens / stepMs) * 1000)]);
    expect(speed?.map(([step]) => step)).toEqual(expected.map(([step]) => step));
    for (const [index, [, value]] of (speed ?? []).entries())
      expect(value).toBeCloseTo(expected[index]?.[1] as number, 2);
  });

  it('reads the curves of a run that went on in a second file as those of one that was not interrupted', async () => {
    const straight = await trainDominantClass();
    const checkpoints = { directory: place('checkpoints'), everySteps: 1, keep: 20 };
    // Killed after step 8, as far as the files tell: it goes on from the checkpoint of step 6.
    await trainDominantClass({ plugins: [tensorBoard(place('resumed'))], checkpoints, ...stopAfter(8) });
    const resumeFrom = (await listCheckpoints(checkpoints.directory))[5];
    expect(await latestCheckpoint(checkpoints.directory)).not.toBe(resumeFrom);
    await trainDominantClass({ plugins: [tensorBoard(place('resumed'))], resumeFrom });
    expect(readdirSync(place('resumed'))).toHaveLength(2);
    expect(readCurves(place('resumed'))).toMatchObject(expectedCurves(straight));
  });
});
