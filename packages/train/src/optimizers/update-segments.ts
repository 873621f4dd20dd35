import type { ArenaEntry, ParameterArena } from '@bertsmith/tensor';
import type { ParameterGroup } from '../parameter-groups/parameter-group.js';
import { type ParameterSettings, parameterSettings } from '../parameter-groups/parameter-settings.js';

/** A stretch of the arena whose parameters all take the same step: neighbours of the dense region, or one table. */
export interface UpdateSegment {
  /** The first element. */
  readonly from: number;
  /** The element after the last. */
  readonly to: number;
  readonly entries: readonly ArenaEntry[];
  /** Whether it is a table with row gradients. */
  readonly isTable: boolean;
  /** Times the learning rate. */
  readonly learningRateFactor: number;
  readonly weightDecay: number;
}

/** What segments hang on. */
export interface SegmentOptions {
  readonly groups?: readonly ParameterGroup[] | undefined;
  /** For parameters whose specification asks for weight decay and that no group says another of. */
  readonly weightDecay: number;
}

/**
 * What is trained of an arena, in as few stretches of one kind as its order of parameters allows; the tables come last.
 *
 * The gaps between entries belong to the entry before them: zeros with gradients of zero stay zeros.
 *
 * @throws ConfigError when groups are impossible
 */
export function updateSegments(arena: ParameterArena, options: SegmentOptions): UpdateSegment[] {
  const settings = parameterSettings(arena, options.groups);
  const segments: UpdateSegment[] = [];
  settings.forEach((each, index) => {
    if (each.isFrozen) return;
    const next = settings[index + 1]?.entry.offset ?? arena.data.length;
    const segment = segmentOf(each, next, arena, options);
    const last = segments.at(-1);
    if (last === undefined || !isSameKind(last, segment)) segments.push(segment);
    else segments[segments.length - 1] = join(last, segment);
  });
  return segments;
}

/** The weight decay of a parameter, after its group, its specification and the optimizer have been asked. */
export function weightDecayOf({ entry, weightDecay }: ParameterSettings, usual: number): number {
  return weightDecay ?? (entry.specification.weightDecay ? usual : 0);
}

function segmentOf(
  settings: ParameterSettings,
  next: number,
  arena: ParameterArena,
  options: SegmentOptions,
): UpdateSegment {
  const { entry, learningRateFactor } = settings;
  const isTable = entry.offset >= arena.denseLength;
  const to = isTable ? entry.offset + entry.length : next;
  const weightDecay = weightDecayOf(settings, options.weightDecay);
  return { from: entry.offset, to, entries: [entry], isTable, learningRateFactor, weightDecay };
}

function isSameKind(left: UpdateSegment, right: UpdateSegment): boolean {
  if (left.isTable || right.isTable || left.to !== right.from) return false;
  return left.learningRateFactor === right.learningRateFactor && left.weightDecay === right.weightDecay;
}

function join(left: UpdateSegment, right: UpdateSegment): UpdateSegment {
  return { ...left, to: right.to, entries: [...left.entries, ...right.entries] };
}
