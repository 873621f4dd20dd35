/** What became of a target of time: it is planned for on this machine, which may have other programs to run. */
import type { JudgedModel } from '../measurement/before-and-after.js';
import { MEASURED_BATCH } from '../measurement/measured-texts.js';
import type { PruneOptions } from './prune-options.js';
import { isOfTime, structureTarget, type TargetOptions, type TimeTarget } from './pruning-target.js';

/** See the top of the file. In the unit of the target. */
export interface TargetOutcome {
  readonly kind: TimeTarget['kind'];
  readonly asked: number;
  /** At the end, on the texts that both models are measured on. */
  readonly measured: number;
  /** Texts of a run. */
  readonly batch: number;
}

/**
 * A plan is kept to within 2 %, but without tokenizing, of a text of mean length where one is asked for by itself, and of evenly spread layers for `blocks`.
 * On machines that had nothing else to do these came to up to 5 % together (`bench pruned-models`).
 */
const TOLERANCE = 0.1;

type Measured = Pick<JudgedModel, 'latencyMs' | 'textsPerSecond'>;

/** None where the target is not one of time, or is of batches that are not measured at the end. */
export function targetOutcome(
  options: TargetOptions & Pick<PruneOptions, 'targetBatch'>,
  { before, after }: { readonly before: Measured; readonly after: Measured },
): TargetOutcome | undefined {
  const target = structureTarget(options);
  const { targetBatch: batch } = options;
  if (target === undefined || !isOfTime(target) || !(batch === 1 || batch === MEASURED_BATCH)) return undefined;
  const { kind, amount: asked } = target;
  const [was, is] = [msOf(before, batch), msOf(after, batch)];
  return { kind, asked, measured: kind === 'speedup' ? was / is : is, batch };
}

/** Milliseconds of a run. */
function msOf({ latencyMs, textsPerSecond }: Measured, batch: number): number {
  return batch === 1 ? latencyMs.p50 : (1000 * batch) / textsPerSecond.median;
}

/** For people: `batches of 32, 1.8 times as fast asked for, 1.79 measured`. */
export function describeOutcome({ kind, asked, measured, batch }: TargetOutcome): string {
  const texts = batch === 1 ? 'one text' : `batches of ${batch}`;
  const unit = kind === 'speedup' ? 'times as fast' : 'ms';
  return `${texts}, ${asked} ${unit} asked for, ${measured.toFixed(2)} measured`;
}

/** What to do about a target that was missed, if it was. */
export function warningOf(outcome: TargetOutcome): string | undefined {
  const { kind, asked, measured } = outcome;
  const reached = kind === 'speedup' ? measured / asked : asked / measured;
  if (reached >= 1 - TOLERANCE) return undefined;
  return `the target is missed by more than a tenth (${describeOutcome(outcome)}): where other programs had the machine while it was planned, plan once more; else ask for more`;
}
