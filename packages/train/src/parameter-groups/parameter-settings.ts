import { type ArenaEntry, ConfigError, type ParameterArena } from '@bertsmith/tensor';
import { checkOptionNames, type OptionNames } from '../options/check-option-names.js';
import { requireBoolean } from '../options/require-boolean.js';
import { requireNumber } from '../options/require-number.js';
import { matchParameters } from './match-parameters.js';
import type { ParameterGroup } from './parameter-group.js';

/** What holds for one parameter when all groups have been heard. */
export interface ParameterSettings {
  readonly entry: ArenaEntry;
  /** Times the learning rate. */
  readonly learningRateFactor: number;
  /** Undefined: that of the optimizer, if the parameter's specification says so. */
  readonly weightDecay: number | undefined;
  readonly isFrozen: boolean;
}

const GROUP_OPTIONS: OptionNames<ParameterGroup> = {
  parameters: true,
  learningRateFactor: true,
  weightDecay: true,
  frozen: true,
};

/**
 * The settings of every parameter of an arena, in its order.
 *
 * @throws ConfigError when a group has an option that there is not or that is out of range, a pattern fits no parameter, a stacked
 *   parameter is named in part, or everything is frozen
 */
export function parameterSettings(
  arena: ParameterArena,
  groups: readonly ParameterGroup[] = [],
): readonly ParameterSettings[] {
  const own = new Map<ArenaEntry, Partial<ParameterGroup>>();
  if (!Array.isArray(groups)) throw new ConfigError('parameter groups must be a list', { groups });
  for (const group of groups as readonly ParameterGroup[]) {
    checkGroup(group);
    for (const entry of matchParameters(group, arena.entries)) own.set(entry, { ...own.get(entry), ...given(group) });
  }
  const settings = arena.entries.map((entry) => {
    const { learningRateFactor = 1, weightDecay, frozen = false } = own.get(entry) ?? {};
    return { entry, learningRateFactor, weightDecay, isFrozen: frozen };
  });
  if (!settings.every(({ isFrozen }) => isFrozen) || settings.length === 0) return settings;
  throw new ConfigError('parameter groups: every parameter is frozen, nothing is left to train', { groups });
}

/** A group without what it leaves open, which must not replace what others said. */
function given(group: ParameterGroup): Partial<ParameterGroup> {
  return Object.fromEntries(Object.entries(group).filter(([, value]) => value !== undefined));
}

function checkGroup(group: ParameterGroup): void {
  if (typeof group !== 'object' || group === null) {
    throw new ConfigError(`parameter group: must be an object with \`parameters\`, not ${String(group)}`, { group });
  }
  const owner = `parameter group ${JSON.stringify(group.parameters)}`;
  checkOptionNames(owner, group, GROUP_OPTIONS);
  for (const option of ['learningRateFactor', 'weightDecay'] as const) {
    if (group[option] !== undefined) requireNumber({ owner, option, value: group[option] }, { minimum: 0 });
  }
  if (group.frozen !== undefined) requireBoolean({ owner, option: 'frozen', value: group.frozen });
}
