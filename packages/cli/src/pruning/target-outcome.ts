/** What became of a target of time: it is planned for on this machine, which may have other programs to run. */
import type { JudgedModel } from '../measurement/before-and-after.js';
import { MEASURED_BATCH } from '../measurement/measure-shrunk.js';
import type { PruneOptions } from './prune-options.js';
import { isOfTime, structureTarget, type TargetOptions, type TimeTarget } from './pruning-target.js';

/** See the top of the file. In the unit of the target. */
export interface TargetOutcome {
  readonly kind: TimeTarget['kind'];
  readonly asked: number;
  /** At the end, on all texts. */
  readonly measured: number;
}

/** A plan is kept to within 2 %, of runs without tokenizing, and of texts of one length where one is asked for by itself. */
const TOLERANCE = 0.1;

type Measured = Pick<JudgedModel, 'latencyMs' | 'textsPerSecond'>;

/** By the texts of a run: milliseconds of one. */
const MS_OF: Readonly<Record<number, (model: Measured) => number>> = {
  1: ({ latencyMs }) => latencyMs.p50,
  [MEASURED_BATCH]: ({ textsPerSecond }) => (1000 * MEASURED_BATCH) / textsPerSecond.median,
};

/** None where the target is not one of time, or is of batches that are not measured at the end. */
export function targetOutcome(
  options: TargetOptions & Pick<PruneOptions, 'targetBatch'>,
  { before, after }: { readonly before: Measured; readonly after: Measured },
): TargetOutcome | undefined {
  const target = structureTarget(options);
  const msOf = MS_OF[options.targetBatch];
  if (target === undefined || !isOfTime(target) || msOf === undefined) return undefined;
  const { kind, amount } = target;
  return { kind, asked: amount, measured: kind === 'speedup' ? msOf(before) / msOf(after) : msOf(after) };
}

/** For people: `1.8 times as fast asked for, 1.79 measured`. */
export function describeOutcome(outcome: TargetOutcome): string {
  const { kind, asked, measured } = outcome;
  const unit = kind === 'speedup' ? 'times as fast' : 'ms';
  const said = `${asked} ${unit} asked for, ${measured.toPrecision(3)} measured`;
  return isMissed(outcome) ? `${said}; ${ADVICE}` : said;
}

function isMissed({ kind, asked, measured }: TargetOutcome): boolean {
  const reached = kind === 'speedup' ? measured / asked : asked / measured;
  return reached < 1 - TOLERANCE;
}

const ADVICE =
  'other programs may have had the machine when it was planned, or just now: measure once more with bench, or plan anew';
