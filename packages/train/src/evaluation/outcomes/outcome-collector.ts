import type { Batch } from '@bertsmith/data';
import { ConfigError, type Tensor } from '@bertsmith/tensor';

/** What a model answered, a kind for each kind of head. */
export type Predictions =
  /** int32 `[rows]`: the class with the highest logit. */
  | { readonly kind: 'classes'; readonly data: Int32Array }
  /** float32 `[rows]`. */
  | { readonly kind: 'numbers'; readonly data: Float32Array }
  /** For each example the tags of its words, by name. */
  | { readonly kind: 'tags'; readonly data: readonly (readonly string[])[] }
  /** Answers by the ids of their questions; empty when there is none. */
  | { readonly kind: 'answers'; readonly data: Readonly<Record<string, string>> }
  /** The head is judged by its loss alone. */
  | { readonly kind: 'none' };

/** What an evaluation adds up to. */
export interface Outcome {
  readonly predictions: Predictions;
  /** Metrics by name. */
  readonly metrics: Readonly<Record<string, number>>;
  /** What the scores are of: texts, sentences, questions. */
  readonly examples: number;
}

/** Gathers the outputs of an evaluation, batch by batch. */
export interface OutcomeCollector {
  /** @param outputs of the evaluation graph, valid until the call returns */
  add(outputs: ReadonlyMap<string, Tensor>, batch: Batch): void;
  /** @param loss the mean loss of the whole evaluation */
  finish(loss: number): Outcome;
}

/**
 * The predicted classes of a classifier's evaluation, int32 `[rows]`.
 *
 * @throws ConfigError when the model is no classifier
 */
export function predictedClasses({ predictions }: Pick<Outcome, 'predictions'>): Int32Array {
  if (predictions.kind === 'classes') return predictions.data;
  throw new ConfigError(`this evaluation predicted ${predictions.kind}, not classes`, { kind: predictions.kind });
}
