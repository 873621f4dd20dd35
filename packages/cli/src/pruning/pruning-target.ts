/** How small or fast a model is to be: what `--sparsity` and `--target-...` say. */
import type { BertInferenceModel } from '@bertsmith/bert-core';
import { ConfigError } from '@bertsmith/tensor';
import type { PruneOptions } from './prune-options.js';
import { isOfWeights } from './pruning-methods.js';

/** See the top of the file. */
export interface PruningTarget {
  readonly kind: 'speedup' | 'milliseconds' | 'parameters' | 'sparsity';
  readonly amount: number;
}

/** How many times as fast, or in how many milliseconds. */
export type TimeTarget = PruningTarget & { readonly kind: 'speedup' | 'milliseconds' };

/** The flags, and what they are about. */
export const TARGET_FLAGS = {
  speedup: '--target-speedup',
  milliseconds: '--target-ms',
  parameters: '--target-params',
  sparsity: '--sparsity',
} as const;

/** What says a target. */
export type TargetOptions = Pick<PruneOptions, 'method' | 'sparsity' | 'targetSpeedup' | 'targetMs' | 'targetParams'>;

/** What the structure of the model is to come to, if that is said. `--sparsity` is about weights where single ones go. */
export function structureTarget(options: TargetOptions): PruningTarget | undefined {
  const { targetSpeedup, targetMs, targetParams, sparsity, method } = options;
  if (targetSpeedup !== undefined) return { kind: 'speedup', amount: targetSpeedup };
  if (targetMs !== undefined) return { kind: 'milliseconds', amount: targetMs };
  if (targetParams !== undefined) return { kind: 'parameters', amount: targetParams };
  return sparsity === undefined || method.some(isOfWeights) ? undefined : { kind: 'sparsity', amount: sparsity };
}

/** Whether a target is one of time, which is measured. */
export function isOfTime(target: PruningTarget): target is TimeTarget {
  return target.kind === 'speedup' || target.kind === 'milliseconds';
}

/** Weights of the encoder's layers, of which `--sparsity` is a share. */
export function encoderParameters({ arena }: BertInferenceModel): number {
  const ofLayers = arena.entries.filter(({ specification }) => specification.name.startsWith('bert.encoder.layer.'));
  return ofLayers.reduce((sum, { length }) => sum + length, 0);
}

/** Parameters that are no part of the encoder's layers. */
function otherParameters(model: BertInferenceModel): number {
  return model.arena.parameterCount - encoderParameters(model);
}

/** What a model may have so that a share of the original's encoder is gone. Words that went are no part of it. */
export function parametersAtSparsity(
  sparsity: number,
  original: BertInferenceModel,
  model: BertInferenceModel,
): number {
  return otherParameters(model) + Math.round((1 - sparsity) * encoderParameters(original));
}

/** The other way round. */
export function sparsityAtParameters(
  parameters: number,
  original: BertInferenceModel,
  model: BertInferenceModel,
): number {
  return 1 - (parameters - otherParameters(model)) / encoderParameters(original);
}

/** What a target was to be met with. */
export interface TargetMeans {
  readonly method: PruneOptions['method'];
  /** Of the model that is cut. */
  readonly numHiddenLayers: number;
}

/** The error of a target that cannot be met. @param closest what can be had, in the target's unit */
export function missedTarget({ kind, amount }: PruningTarget, closest: number, means: TargetMeans): ConfigError {
  const flag = TARGET_FLAGS[kind];
  const shown = kind === 'parameters' ? String(Math.round(closest)) : closest.toPrecision(4);
  const advice = [...(isSpeedup(kind, closest) ? ['ask for that'] : []), ...furtherMeans(kind, means)];
  const message = `${flag} ${amount} cannot be met with these methods: the closest is ${shown}${advice.length === 0 ? '' : `; ${advice.join(', or ')}`}`;
  return new ConfigError(message, { flag, expected: amount, closest });
}

/** No speedup is asked for that makes a model slower, as may be measured where other programs run. */
function isSpeedup(kind: PruningTarget['kind'], closest: number): boolean {
  return kind !== 'speedup' || closest > 1;
}

/** What else would bring a model nearer to a target: words take no time, and are no part of the layers. */
function furtherMeans(kind: PruningTarget['kind'], { method, numHiddenLayers }: TargetMeans): string[] {
  const further = [
    ...(numHiddenLayers > 1 && !method.includes('layers') ? ['layers (--method layers,... --keep-layers)'] : []),
    ...(kind === 'parameters' && !method.includes('vocabulary') ? ['words (vocabulary)'] : []),
  ];
  return further.length === 0 ? [] : [`also take out ${further.join(' or ')}`];
}
