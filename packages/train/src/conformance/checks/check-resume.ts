import { latestCheckpoint, listCheckpoints } from '../../checkpoints/checkpoint-directory.js';
import type { TrainerOptions } from '../../trainer/trainer-options.js';
import { outcomeDifference, stepsAfter } from '../outcome-difference.js';
import { inTemporaryDirectory, type TrialRunner } from '../trial-runner.js';

/**
 * Writing checkpoints changes nothing; a run that was killed and one that was interrupted go on from them to the same bits as if nothing
 * had been, wherever that was.
 */
export async function checkResume(runner: TrialRunner): Promise<string[]> {
  const lastStep = (await runner.alone()).steps.length;
  if (lastStep < 3)
    return [`the run ended after ${lastStep} steps, which is too early to check it: give another trial`];
  const inDirectory = (check: (directory: string) => Promise<string[]>) => inTemporaryDirectory(check);
  return [
    ...(await inDirectory((directory) => checkKilled(runner, lastStep, directory))),
    ...(await inDirectory((directory) => checkInterrupted(runner, Math.floor(lastStep / 3), directory))),
  ];
}

/** A run that is killed right after a checkpoint is, for whoever goes on, one that has gone on. */
async function checkKilled(runner: TrialRunner, lastStep: number, directory: string): Promise<string[]> {
  const checkpoints = { directory, everySteps: 1, keep: lastStep + 1 };
  const observed = outcomeDifference(await runner.run({ checkpoints }), await runner.alone());
  if (observed !== undefined) return [`a run that writes checkpoints has another result: ${observed}`];
  const paths = await listCheckpoints(directory);
  const violations: string[] = [];
  for (const step of new Set([1, Math.ceil(lastStep / 3), Math.ceil(lastStep / 2), lastStep - 1])) {
    const difference = await resumedDifference(runner, step, paths[step - 1]);
    if (difference !== undefined)
      violations.push(`killed after step ${step} and resumed, it has another result: ${difference}`);
  }
  return violations;
}

async function checkInterrupted(runner: TrialRunner, step: number, directory: string): Promise<string[]> {
  await runner.run({ checkpoints: { directory }, ...interruptAfter(step) });
  const difference = await resumedDifference(runner, step, await latestCheckpoint(directory));
  if (difference === undefined) return [];
  return [`interrupted after step ${step} and resumed, it has another result: ${difference}`];
}

async function resumedDifference(
  runner: TrialRunner,
  step: number,
  resumeFrom: string | undefined,
): Promise<string | undefined> {
  const expected = stepsAfter(await runner.alone(), step);
  return outcomeDifference(await runner.run({ resumeFrom }), expected);
}

function interruptAfter(step: number): Pick<TrainerOptions, 'signal' | 'onEvent'> {
  const controller = new AbortController();
  const onEvent: TrainerOptions['onEvent'] = (event) => {
    if (event.kind === 'step' && event.step === step) controller.abort();
  };
  return { signal: controller.signal, onEvent };
}
