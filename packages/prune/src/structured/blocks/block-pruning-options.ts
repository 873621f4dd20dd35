/** What `blockPruning` can be told, and the defaults. */
import { ConfigError } from '@bertsmith/tensor';
import { checkCubicCourse } from '../../cubic-course.js';
import type { DensitySchedule } from './density-schedule.js';

/** How `blockPruning` prunes. */
export interface BlockPruningOptions extends DensitySchedule {
  /** The share of all heads that is left at the end, above 0 to 1. Default 1. */
  readonly headDensity?: number;
  /** The share of all feed-forward units that is left at the end, above 0 to 1. Default 1. */
  readonly unitDensity?: number;
  /** Whether all layers compete with one another, or the same share stays in each. Default `global`. */
  readonly scope?: 'global' | 'layer';
  /** Units of a layer stay in multiples of this, which kernels like, and at least as many. Default 32. */
  readonly unitMultiple?: number;
}

/** All of them. */
export type CompleteBlockPruningOptions = Required<BlockPruningOptions>;

const DEFAULTS: CompleteBlockPruningOptions = {
  headDensity: 1,
  unitDensity: 1,
  warmupRatio: 0.1,
  cooldownRatio: 0.3,
  scope: 'global',
  unitMultiple: 32,
};

/** @throws ConfigError when one is out of range */
export function completeBlockPruningOptions(options: BlockPruningOptions): CompleteBlockPruningOptions {
  const complete = { ...DEFAULTS, ...options };
  checkOptions(complete);
  return complete;
}

/** @throws ConfigError when a checkpoint was made with others */
export function requireSameOptions(
  saved: CompleteBlockPruningOptions | undefined,
  own: CompleteBlockPruningOptions,
): void {
  for (const name of Object.keys(own) as (keyof BlockPruningOptions)[]) {
    if (saved?.[name] === own[name]) continue;
    const message = `block-pruning: the checkpoint was made with ${name} ${saved?.[name]}, this run has ${own[name]}: resume with the same`;
    throw new ConfigError(message, { name, expected: saved?.[name], actual: own[name] });
  }
}

function checkOptions(options: CompleteBlockPruningOptions): void {
  for (const name of ['headDensity', 'unitDensity'] as const) {
    if (options[name] > 0 && options[name] <= 1) continue;
    const message = `block pruning: ${name} is ${options[name]}, expected a share above 0 and at most 1`;
    throw new ConfigError(message, { [name]: options[name] });
  }
  checkCubicCourse('block pruning', options);
  const { unitMultiple, scope } = options;
  if (!Number.isInteger(unitMultiple) || unitMultiple < 1) {
    const message = `block pruning: unitMultiple is ${unitMultiple}, expected a whole number from 1`;
    throw new ConfigError(message, { unitMultiple });
  }
  if (scope === 'global' || scope === 'layer') return;
  throw new ConfigError(`block pruning: scope is '${scope}', expected 'global' or 'layer'`, { scope });
}
