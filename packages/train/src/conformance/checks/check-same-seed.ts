import { outcomeDifference } from '../outcome-difference.js';
import type { TrialRunner } from '../trial-runner.js';

/** Two runs with the same seed end at the same bits. */
export async function checkSameSeed(runner: TrialRunner): Promise<string[]> {
  const difference = outcomeDifference(await runner.run(), await runner.alone());
  return difference === undefined ? [] : [`a second run with the same seed has another result: ${difference}`];
}
