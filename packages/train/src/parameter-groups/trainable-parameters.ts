import type { ParameterArena } from '@bertsmith/tensor';
import type { ParameterGroup } from './parameter-group.js';
import { parameterSettings } from './parameter-settings.js';

/** Elements `from` up to, and without, `to`. */
export interface ElementRange {
  readonly from: number;
  readonly to: number;
}

/** Which parameters of an arena are not frozen. */
export interface TrainableParameters {
  /** In the order of the arena: what `gradients` of `@bertsmith/graph` need be asked for. */
  readonly names: ReadonlySet<string>;
  /** Where they lie in the dense part of the arena and of the gradients, in as few ranges as can be. */
  readonly denseRanges: readonly ElementRange[];
}

/**
 * The parameters that some groups leave to be trained.
 *
 * @throws ConfigError as {@link parameterSettings}
 * @example
 * const trainable = trainableParameters(arena, [{ parameters: 'bert.embeddings.*', frozen: true }]);
 * const step = gradients(graph, { parameters: [...trainable.names] });
 */
export function trainableParameters(
  arena: ParameterArena,
  groups: readonly ParameterGroup[] = [],
): TrainableParameters {
  const settings = parameterSettings(arena, groups);
  const denseRanges: ElementRange[] = [];
  settings.forEach(({ entry: { offset }, isFrozen }, index) => {
    if (isFrozen || offset >= arena.denseLength) return;
    const next = settings[index + 1]?.entry.offset ?? arena.denseLength;
    const last = denseRanges.at(-1);
    // The gaps between entries are zeros, and belong to the entry before them.
    if (last?.to === offset) denseRanges[denseRanges.length - 1] = { from: last.from, to: next };
    else denseRanges.push({ from: offset, to: next });
  });
  const trainable = settings.filter(({ isFrozen }) => !isFrozen);
  return { names: new Set(trainable.map(({ entry }) => entry.specification.name)), denseRanges };
}
