/**
 * What acts during training beside the optimizer: one object, ours and a contributor's alike. Every hook is optional.
 *
 * The hooks run in the order of the sorted plugins (see `orderPlugins`), each once a step. After a veto the hooks of that step that
 * would follow are not called.
 */
import type { BertModelWithHead } from '@bertsmith/bert-core';
import type { Graph } from '@bertsmith/graph';
import type { ParameterArena, Tensor } from '@bertsmith/tensor';
import type { EvaluationResult } from '../evaluation/evaluator.js';
import type { Gradients } from '../optimizers/gradients.js';
import type { TrainingEvent } from '../trainer/training-event.js';

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

/** What {@link TrainingPlugin.onEvaluate} may say of the run: end it here. */
export type RunVerdict = 'stop' | undefined;

/** Whatever JSON can say. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** What a plugin must keep across a resume. */
export interface PluginState {
  readonly json?: JsonValue;
  /** By names of the plugin's own; they may be views of its memory. */
  readonly tensors?: ReadonlyMap<string, Tensor>;
}

/** See the top of the file. */
export interface TrainingPlugin {
  readonly specificationVersion: 'v1';
  readonly name: string;
  readonly order?: PluginOrder;
  /** The model that is trained in the given one's place: a smaller one, or one with more parameters. Once, before all else. */
  prepareModel?(model: BertModelWithHead): BertModelWithHead;
  /** A new forward graph, before it is differentiated: for instance with another term in its `loss`. */
  rewriteForward?(graph: Graph): Graph;
  /** A new step graph, after differentiation; inputs, parameters and outputs keep their names. */
  rewriteStep?(graph: Graph): Graph;
  /** Looks at the gradients, may change them in place, and may veto the step. */
  transformGradients?(gradients: Gradients, state: TrainingState): StepVerdict | Promise<StepVerdict>;
  /** Around the optimizer: `next` is the rest of the update, and a plugin that does not call it replaces it. */
  update?(state: TrainingState, next: () => Promise<void>): Promise<void>;
  /** After the optimizer's update, when there was one. */
  afterUpdate?(state: TrainingState): void | Promise<void>;
  /** After each evaluation. */
  // biome-ignore lint/suspicious/noConfusingVoidType: a hook that says nothing returns nothing.
  onEvaluate?(result: EvaluationResult, state: TrainingState): void | RunVerdict | Promise<void | RunVerdict>;
  /** After each event that the run's owner is told of. */
  onEvent?(event: TrainingEvent): void;
  /** When the last step is done. Says whether it changed the parameters, which are then scored once more. */
  finish?(state: TrainingState): boolean | Promise<boolean>;
  /** For checkpoints: what it must have again to go on as if nothing had been. */
  stateDict?(): PluginState;
  /** Takes up what {@link stateDict} gave. @throws ConfigError when it is of another plugin or of other settings */
  loadStateDict?(state: PluginState): void;
}
