/** What each kind of task needs: the head that learns it, and how its rows become batches. */
import {
  type BertConfig,
  BertForQuestionAnswering,
  BertForSequenceClassification,
  BertForTokenClassification,
  type BertModelWithHead,
} from '@bertsmith/bert-core';
import {
  type EncodedExamples,
  type Example,
  encodeExamples,
  encodeQuestionExamples,
  encodeScoredExamples,
  encodeTaggedExamples,
  type QuestionExample,
  type ScoredExample,
  type SequenceEncoder,
  type TaggedExample,
  type Task,
  type WindowEncoder,
} from '@bertsmith/data';

/** The rows of each kind of task. */
export interface TaskRows {
  readonly 'sequence-classification': Example;
  readonly 'sequence-regression': ScoredExample;
  readonly 'token-classification': TaggedExample;
  readonly 'question-answering': QuestionExample;
}

/** How rows are encoded. */
export interface EncodeTaskOptions {
  /** Tokens of a row at most. */
  readonly maxLength: number;
  /** The names of the task's labels. */
  readonly labels: readonly string[];
}

/** What {@link TASK_HEADS} says of a kind of task. */
export interface TaskHead<Row> {
  /** Hugging Face's name of the model. */
  readonly architecture: 'BertForSequenceClassification' | 'BertForTokenClassification' | 'BertForQuestionAnswering';
  /** The fields of a model's configuration that the task decides. */
  config(labels: readonly string[]): Pick<BertConfig, 'labels' | 'problemType'>;
  /** A fresh model. */
  initialize(config: BertConfig, options: { readonly seed: number }): BertModelWithHead;
  /** The text that tells rows apart: what belongs together (the questions about a context) has the same. */
  key(row: Row): string;
  /** All texts of a row, for a vocabulary. */
  texts(row: Row): readonly string[];
  /** @throws InputError for a row that cannot be learned */
  encode(rows: readonly Row[], encoder: SequenceEncoder & WindowEncoder, options: EncodeTaskOptions): EncodedExamples;
}

/** The one label of a regression: its configuration has a name for it. */
const SCORE = 'score';

const textsOf = ({ text, pair }: { readonly text: string; readonly pair?: string }) =>
  pair === undefined ? [text] : [text, pair];

/**
 * What each kind of task needs, by its `kind`.
 *
 * @example
 * const head = taskHead('token-classification');
 * const model = head.initialize({ ...config, ...head.config(labels) }, { seed: 1 });
 * const train = head.encode(rows, tokenizer, { maxLength: 128, labels });
 */
export const TASK_HEADS: { readonly [Kind in Task['kind']]: TaskHead<TaskRows[Kind]> } = {
  'sequence-classification': {
    architecture: 'BertForSequenceClassification',
    config: (labels) => ({ labels, problemType: 'single_label_classification' }),
    initialize: (config, options) => BertForSequenceClassification.initialize(config, options),
    key: ({ text }) => text,
    texts: textsOf,
    encode: (rows, encoder, { maxLength, labels }) =>
      encodeExamples(rows, encoder, { maxLength, numLabels: labels.length }),
  },
  'sequence-regression': {
    architecture: 'BertForSequenceClassification',
    config: () => ({ labels: [SCORE], problemType: 'regression' }),
    initialize: (config, options) => BertForSequenceClassification.initialize(config, options),
    key: ({ text }) => text,
    texts: textsOf,
    encode: (rows, encoder, { maxLength }) => encodeScoredExamples(rows, encoder, { maxLength }),
  },
  'token-classification': {
    architecture: 'BertForTokenClassification',
    config: (labels) => ({ labels, problemType: null }),
    initialize: (config, options) => BertForTokenClassification.initialize(config, options),
    key: ({ words }) => words.join(' '),
    texts: ({ words }) => words,
    encode: (rows, encoder, { maxLength, labels }) =>
      encodeTaggedExamples(rows, encoder, { maxLength, numLabels: labels.length }),
  },
  'question-answering': {
    architecture: 'BertForQuestionAnswering',
    config: () => ({ labels: [], problemType: null }),
    initialize: (config, options) => BertForQuestionAnswering.initialize(config, options),
    key: ({ context }) => context,
    texts: ({ question, context }) => [question, context],
    encode: (rows, encoder, { maxLength }) => encodeQuestionExamples(rows, encoder, { maxLength }),
  },
};

/** The same for a kind that is known when the program runs. */
export function taskHead<Kind extends Task['kind']>(kind: Kind): TaskHead<TaskRows[Kind]> {
  return TASK_HEADS[kind];
}
