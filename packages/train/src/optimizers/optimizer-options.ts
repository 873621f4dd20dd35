import type { SharedHeap } from '@bertsmith/tensor';
import type { ParameterGroup } from '../parameter-groups/parameter-group.js';

/** What every optimizer can be told. */
export interface OptimizerOptions {
  /** Parameters with settings of their own. Default: none. */
  readonly groups?: readonly ParameterGroup[];
  /** Where the optimizer's state goes: a heap in the memory of the arena's. Default: the arena's, for as long as it lives. */
  readonly heap?: SharedHeap;
}
