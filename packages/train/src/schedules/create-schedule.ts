/** Schedules by name, for command lines and configuration files. */
import { checkOptionNames, type OptionNames, requireChoice } from '../options/check-option-names.js';
import { type ConstantScheduleOptions, constantSchedule } from './constant-schedule.js';
import { type CosineScheduleOptions, cosineSchedule } from './cosine-schedule.js';
import type { LearningRateSchedule } from './learning-rate-schedule.js';
import { type LinearScheduleOptions, linearSchedule } from './linear-schedule.js';
import { type OneCycleScheduleOptions, oneCycleSchedule } from './one-cycle-schedule.js';
import { type PolynomialScheduleOptions, polynomialSchedule } from './polynomial-schedule.js';
import { type TimeBudgetedScheduleOptions, timeBudgetedSchedule } from './time-budgeted-schedule.js';

/** The options of each schedule. */
export interface ScheduleOptionsByName {
  readonly linear: LinearScheduleOptions;
  readonly cosine: CosineScheduleOptions;
  readonly polynomial: PolynomialScheduleOptions;
  readonly constant: ConstantScheduleOptions;
  readonly 'one-cycle': OneCycleScheduleOptions;
  readonly 'time-budgeted': TimeBudgetedScheduleOptions;
}

export type ScheduleName = keyof ScheduleOptionsByName;

/** What a run knows of itself. */
export interface SchedulePlan {
  readonly totalSteps?: number;
  readonly warmupSteps?: number;
  /** The same as a share of the run, 0 to 1, for schedules that do not count steps. */
  readonly warmupRatio?: number;
  readonly budgetMs?: number;
}

/** A schedule's name and its options; what the run's plan says need not be among them. */
export type ScheduleChoice = {
  readonly [N in ScheduleName]: { readonly name: N } & Omit<ScheduleOptionsByName[N], keyof SchedulePlan> &
    Partial<Pick<ScheduleOptionsByName[N], keyof ScheduleOptionsByName[N] & keyof SchedulePlan>>;
}[ScheduleName];

interface ScheduleDefinition<Options> {
  readonly create: (options: Options) => LearningRateSchedule;
  readonly options: OptionNames<Options>;
}

const STEPS = { warmupSteps: true, totalSteps: true } as const;

const SCHEDULES: { readonly [N in ScheduleName]: ScheduleDefinition<ScheduleOptionsByName[N]> } = {
  linear: { create: linearSchedule, options: STEPS },
  cosine: { create: cosineSchedule, options: { ...STEPS, cycles: true, hardRestarts: true } },
  polynomial: { create: polynomialSchedule, options: { ...STEPS, power: true, endFactor: true } },
  constant: { create: constantSchedule, options: { warmupSteps: true } },
  'one-cycle': {
    create: oneCycleSchedule,
    options: {
      totalSteps: true,
      risingRatio: true,
      divFactor: true,
      finalDivFactor: true,
      anneal: true,
      threePhases: true,
    },
  },
  'time-budgeted': { create: timeBudgetedSchedule, options: { budgetMs: true, warmupRatio: true, decay: true } },
};

/**
 * The schedule of a name.
 *
 * @param plan the run's own figures, for those of the schedule's options that `choice` leaves open; the others are not looked at
 * @throws ConfigError when there is no such schedule or option, or one is missing or out of range
 * @example
 * const schedule = createSchedule({ name: 'cosine' }, { totalSteps: 1000, warmupSteps: 100 });
 */
export function createSchedule(choice: ScheduleChoice, plan: SchedulePlan = {}): LearningRateSchedule {
  const { name, ...options } = choice;
  const definition = requireChoice<ScheduleDefinition<object>>('schedule', name, SCHEDULES as never);
  checkOptionNames(`the schedule '${name}'`, options, definition.options);
  const planned = Object.entries(plan).filter(
    ([option, value]) => value !== undefined && Object.hasOwn(definition.options, option),
  );
  return definition.create({ ...Object.fromEntries(planned), ...options });
}
