/** What `distillation` can be told. */
import type { BertModelWithHead } from '@bertsmith/bert-core';
import type { EncodedExamples } from '@bertsmith/data';
import type { Backend } from '@bertsmith/graph';
import type { LayerPair } from './layers/layer-map.js';
import type { Relation } from './losses/relation-loss.js';

/** The labels beside the teacher. */
export interface LabelOptions {
  /** What the loss of the labels is multiplied by, from 0: with 0 nothing is learned of them. Default: 1 - `alpha`. */
  readonly weight?: number | undefined;
}

/** Hidden states and attention, layer by layer (TinyBERT). */
export interface HiddenTransferOptions {
  /**
   * Which of the student's hidden states learns from which of the teacher's: 0 is the embeddings, 1 the first layer. Default: all of the student's,
   * each from the one at the same share of the teacher's layers.
   */
  readonly layers?: readonly LayerPair[] | undefined;
  /** Also the attention scores before the softmax, head by head. Default: where both have as many heads in all of these layers. */
  readonly attentions?: boolean | undefined;
  /** What this loss is multiplied by, above 0. Default 1. */
  readonly weight?: number | undefined;
}

/** Relations of self-attention in one layer (MiniLM). */
export interface RelationTransferOptions {
  /** Default: the attention distribution (`query-key`) and the value relation (`value-value`). MiniLMv2 has `query-query`, `key-key`, `value-value`. */
  readonly relations?: readonly Relation[] | undefined;
  /** The student's layer, from 1. Default: its last. */
  readonly studentLayer?: number | undefined;
  /** The teacher's layer, from 1. Default: its last. For large teachers one of the upper middle is better (MiniLMv2). */
  readonly teacherLayer?: number | undefined;
  /** Relation heads: a divisor of both models' widths. Default: as many as the teacher's layer has, or the next fewer that divide both. */
  readonly heads?: number | undefined;
  /** What this loss is multiplied by, above 0. Default 1. */
  readonly weight?: number | undefined;
}

/** Where the teacher's answers are from one epoch to the next. */
export const TEACHER_CACHES = ['memory', 'disk', 'none'] as const;

/** One of {@link TEACHER_CACHES}. */
export type TeacherCache = (typeof TEACHER_CACHES)[number];

/** How numbers are kept on disk. */
export const CACHE_DTYPES = ['float32', 'float16'] as const;

/** One of {@link CACHE_DTYPES}. */
export type CacheDType = (typeof CACHE_DTYPES)[number];

/** What a distillation is told. */
export interface DistillationOptions {
  /** A trained model with the student's kind of head, labels and vocabulary. It is read and never changed. */
  readonly teacher: BertModelWithHead;
  /** What runs the teacher. */
  readonly backend: Backend;
  /** Above 0: what the logits of both are divided by. Default 2. A regression has none. */
  readonly temperature?: number | undefined;
  /** The share of the teacher's answers in the loss, 0 to 1; the labels have the rest, unless `labels` says otherwise. Default 0.5. */
  readonly alpha?: number | undefined;
  /** What the labels have to say. */
  readonly labels?: LabelOptions | undefined;
  /** Also hidden states and attention of several layers. Default: no. */
  readonly hidden?: HiddenTransferOptions | undefined;
  /** Also self-attention relations of one layer. Default: no. */
  readonly relations?: RelationTransferOptions | undefined;
  /** The training rows, for a cache: those that the trainer has. */
  readonly rows?: EncodedExamples | undefined;
  /**
   * `memory` and `disk`: the teacher runs over `rows` once, before the first step. `none`: it runs beside the student, on each batch. Default: `memory`
   * when there are `rows` and only answers are learned, `none` otherwise.
   */
  readonly cache?: TeacherCache | undefined;
  /** Where the files of a `disk` cache are; made when it is not there. A later run with the same teacher and rows finds them. */
  readonly cacheDirectory?: string | undefined;
  /** How numbers are kept in a `disk` cache: in half the bytes as `float16`, to 3 digits. Default `float32`, exactly. */
  readonly cacheDType?: CacheDType | undefined;
  /** The teacher's id of each of the student's words, `[vocabSize]`, where the student's vocabulary was pruned. Default: they are the same. */
  readonly teacherIds?: Int32Array | undefined;
  /** Threads of the teacher. Default: the backend's. */
  readonly threads?: number | undefined;
  /** Told what takes long, and what was not as expected. */
  readonly onNote?: ((note: string) => void) | undefined;
}

/** {@link DistillationOptions} with the defaults that hang on nothing else. */
export interface DistillationSettings extends DistillationOptions {
  readonly temperature: number;
  readonly alpha: number;
  readonly cache: TeacherCache;
  readonly cacheDType: CacheDType;
}
