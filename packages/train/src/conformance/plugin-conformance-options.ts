import type { Backend } from '@bertsmith/graph';
import type { TrainerOptions } from '../trainer/trainer-options.js';

/** A small run, as options of the trainer; what a check needs of them it sets itself. */
export type PluginTrial = Omit<
  TrainerOptions,
  'backend' | 'plugins' | 'checkpoints' | 'resumeFrom' | 'onEvent' | 'signal'
>;

/** What {@link pluginViolations} is given beside the plugin; `Check` are the names of the checks. */
export interface PluginConformanceOptions<Check extends string = string> {
  /** What runs the trials: `createOnnxRuntimeBackend()`. */
  readonly backend: Backend;
  /**
   * Makes the run that is tried, the same at every call and with a model of its own: for a plugin that needs another head, or a larger model.
   * It is run more than ten times. Default: 10 steps of a classifier with one layer of width 16, evaluated every two steps.
   */
  readonly trial?: () => PluginTrial;
  /** Checks that are left out, by name, each with the reason: `{ resume: 'it downloads what it needs' }`. */
  readonly skip?: Readonly<Partial<Record<Check, string>>>;
}
