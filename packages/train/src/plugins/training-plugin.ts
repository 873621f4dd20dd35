/**
 * What acts during training beside the optimizer: one object, ours and a contributor's alike. Every hook is optional.
 *
 * The hooks run in the order of the sorted plugins (see `orderPlugins`), each once a step (`feeds` once a batch). After a veto the hooks of that step that
 * would follow are not called.
 */
import type { BertModelWithHead } from '@bertsmith/bert-core';
import type { Batch } from '@bertsmith/data';
import type { Backend, Graph, Value } from '@bertsmith/graph';
import type { ParameterArena, ParameterSpecification, SharedHeap, Tensor } from '@bertsmith/tensor';
import type { EvaluationResult } from '../evaluation/evaluator.js';
import type { FlatKernels } from '../flat-kernels/flat-kernels.js';
import type { Gradients } from '../optimizers/gradients.js';
import type { TrainingEvent } from '../trainer/training-event.js';

/** Which plugins must come earlier or later, by name, and with which this one cannot work. */
export interface PluginOrder {
  readonly before?: readonly string[];
  readonly after?: readonly string[];
  readonly excludes?: readonly string[];
}

/** Where a run is before a batch is computed. */
export interface BatchState {
  /** Steps that were finished before this one. */
  readonly step: number;
  readonly totalSteps: number;
  /** Counted from 0. */
  readonly epoch: number;
  /** The parameters that are trained, those of plugins among them. Between evaluations the model that was given may lag behind it. */
  readonly arena: ParameterArena;
}

/** Where a run is, as hooks see it. */
export interface TrainingState extends BatchState {
  /** The loss of this step's batch. */
  readonly loss: number;
  /** The threads that work on the arena, for plugins that go over all of it; a loop of your own need not have them. */
  readonly kernels?: FlatKernels;
  /**
   * Computes the step once more and describes the first tensor with a number that is not finite; undefined when there is none. It takes longer than a step, so
   * it is for messages. A loop of your own need not have it.
   */
  readonly findNonFinite?: () => Promise<string | undefined>;
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

/** Tensors by the names of a graph's inputs. */
export type PluginFeeds = Readonly<Record<string, Tensor>>;

/** Where a plugin can keep what a step reads in place. */
export interface WorkingPlace {
  /** The parameters that are trained. */
  readonly arena: ParameterArena;
  /** Memory that the kernels see, for as long as the run lasts. */
  readonly heap: SharedHeap;
  readonly kernels: FlatKernels;
  /** What will run the step. */
  readonly backend: Backend;
}

/** See the top of the file. */
export interface TrainingPlugin {
  readonly specificationVersion: 'v1';
  readonly name: string;
  readonly order?: PluginOrder;
  /**
   * Whether its loss reads what the last layer gives for every token, and not only for those that the head reads; `encoderValues` of
   * `@bertsmith/bert-core` finds it. Costs what the last layer does. Default false.
   */
  readonly readsAllTokens?: boolean;
  /** Whether it may begin afresh in a run that goes on from a checkpoint without a state of it. Default false: that is an error. */
  readonly resumesWithoutState?: boolean;
  /** The model that is trained in the given one's place: a smaller one, or one with more parameters. Once, before all else. */
  prepareModel?(model: BertModelWithHead): BertModelWithHead;
  /**
   * Parameters of its own that are trained with the model's: `rewriteForward` may read them. Fresh ones are drawn by the run's seed, optimizer,
   * averages and checkpoints have them, and no saved model does. Once, after all models are prepared and before any rewrite: a plugin that has to know which
   * model is trained learns it here, since one behind it may prepare another than it was given.
   */
  ownParameters?(model: BertModelWithHead): readonly ParameterSpecification[];
  /** A new forward graph, before it is differentiated: for instance with another term in its `loss`. Inputs that it adds come from `feeds`. */
  rewriteForward?(graph: Graph): Graph;
  /**
   * What is differentiated in the place of the loss that all `rewriteForward` came to, and of what plugins before this one made of it: the loss times an
   * input that `feeds` gives, for instance. The loss that is reported stays what it was.
   */
  scaleLoss?(loss: Value): Value;
  /** A new step graph, after differentiation; inputs, parameters and outputs keep their names. */
  rewriteStep?(graph: Graph): Graph;
  /**
   * Tensors that `rewriteStep` reads as parameters and that the plugin keeps itself, as copies of weights in another dtype, by the names of the graph's
   * parameters. Once, after all rewrites and before {@link loadStateDict}; a run reads them anew, and in place those that lie on the heap of `place`. A plugin
   * that only wants memory which the kernels see takes it here and gives none.
   */
  workingCopies?(place: WorkingPlace): ReadonlyMap<string, Tensor>;
  /**
   * What `rewriteForward` reads beside the batch, by the names of its inputs: something of the rows (`batch.rowNumbers`), or of the step. For each batch,
   * several times in a step that accumulates. A name that the batch or another plugin has is an error.
   */
  feeds?(batch: Batch, state: BatchState): PluginFeeds | Promise<PluginFeeds>;
  /**
   * Takes out of the gradients, in place, what {@link scaleLoss} put into the loss: before any plugin transforms them, so that all see the gradients of the loss;
   * the last plugin's first. It is called also when the loss is not finite, and may then veto the step; if nobody does, the run ends.
   */
  unscaleGradients?(gradients: Gradients, state: TrainingState): StepVerdict | Promise<StepVerdict>;
  /** Looks at the gradients, may change them in place, and may veto the step. The loss is finite. */
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
