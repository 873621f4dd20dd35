/**
 * What share of the peak learning rate a step has, 0 to 1.
 *
 * Pure: the same step at the same time has the same share, so that a resumed run goes on where it was.
 *
 * @param step counted from 0
 * @param elapsedMs how long the run has been training before this step, in milliseconds, the time before a resume included
 */
export type LearningRateSchedule = (step: number, elapsedMs: number) => number;
