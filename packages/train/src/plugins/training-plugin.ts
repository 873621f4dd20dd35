/**
 * What acts during training beside the optimizer: one object, ours and a contributor's alike. Every hook is optional.
 *
 * The hooks run in the order of the sorted plugins (see `orderPlugins`), each once a step. After a veto the hooks of that step that
 * would follow are not called.
 */
import type { Graph } from '@bertsmith/graph';
import type { ParameterArena } from '@bertsmith/tensor';
import type { EvaluationResult } from '../evaluation/evaluator.js';
import type { Gradients } from '../optimizers/gradients.js';

/** Which plugins must come earlier or later, by name, and with which this one cannot work. */
export interface PluginOrder {
  readonly before?: readonly string[];
  readonly after?: readonly string[];
  readonly excludes?: readonly string[];
}

/** Where a run is, as hooks see it. */
export interface TrainingState {
  /** Steps that were finished before this one. */
  readonly step: number;
  readonly totalSteps: number;
  /** Counted from 0. */
  readonly epoch: number;
  readonly arena: ParameterArena;
  /** The loss of this step's batch. */
  readonly loss: number;
}

/** What {@link TrainingPlugin.transformGradients} says of a step: go on, or leave the parameters as they are. */
export type StepVerdict = 'proceed' | 'veto';

/** See the top of the file. */
export interface TrainingPlugin {
  readonly specificationVersion: 'v1';
  readonly name: string;
  readonly order?: PluginOrder;
  /** A new forward graph, before it is differentiated: for instance with another term in its `loss`. */
  rewriteForward?(graph: Graph): Graph;
  /** A new step graph, after differentiation; inputs, parameters and outputs keep their names. */
  rewriteStep?(graph: Graph): Graph;
  /** Looks at the gradients, may change them in place, and may veto the step. */
  transformGradients?(gradients: Gradients, state: TrainingState): StepVerdict | Promise<StepVerdict>;
  /** After the optimizer's update, when there was one. */
  afterUpdate?(state: TrainingState): void | Promise<void>;
  /** After each evaluation. */
  onEvaluate?(result: EvaluationResult, state: TrainingState): void | Promise<void>;
}
