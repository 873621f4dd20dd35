import type { BertModelWithHead } from '@bertsmith/bert-core';
import type { Gradients } from '@bertsmith/train';
import type { UnitScores } from './unit-scores.js';

/** What a {@link UnitCriterion} sees. */
export interface UnitScoringContext {
  /** The model as it is; its parameters are not to be changed. */
  readonly model: BertModelWithHead;
  /**
   * The gradients of the loss, batch after batch, without dropout; each is valid until the next is asked for. There when the criterion
   * needs them.
   */
  readonly gradients?: AsyncIterable<Gradients>;
}

/** Says which heads and feed-forward units of a model matter: one small object, ours and a contributor's alike. */
export interface UnitCriterion {
  readonly specificationVersion: 'v1';
  readonly name: string;
  /** Whether it looks at gradients, and so needs data. Default false. */
  readonly needsGradients?: boolean;
  score(context: UnitScoringContext): UnitScores | Promise<UnitScores>;
}
