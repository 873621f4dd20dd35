/**
 * The nine tasks of GLUE as data: their files as published, the columns, the labels and the metric.
 *
 * Source: A. Wang et al., "GLUE: A Multi-Task Benchmark and Analysis Platform for Natural Language Understanding", 2018;
 * labels are named as in Hugging Face's `datasets`, in the order of their numbers there. Where GLUE has two metrics, the
 * one that decides here is that of J. Devlin et al., "BERT", 2019, table 1: F1 for MRPC and QQP, Spearman for STS-B.
 */

/** One of the forms in which a task's files go round. */
export interface GlueLayout {
  readonly train: string;
  /** More rows to learn from, when the file is there. */
  readonly moreTrain?: string;
  readonly validation: string;
  /** More rows to judge by, when their files are there. */
  readonly further?: Readonly<Record<string, string>>;
  /** Whether `train` has the rows of `validation` among its own, and they must be left out. */
  readonly trainHasValidation?: boolean;
}

/** What all tasks of GLUE have. */
export interface GlueSpecification {
  readonly name: string;
  /** The folder that GLUE's archive puts the files into. */
  readonly folder: string;
  readonly metric: string;
  /** The first whose files are there is taken. */
  readonly layouts: readonly GlueLayout[];
  readonly hasHeader?: boolean;
  readonly text: string;
  readonly pair?: string;
  /** The column of the label or score. */
  readonly target: string;
}

/** A task of GLUE that is about classes. */
export interface GlueClasses extends GlueSpecification {
  /** What the files have for each class, in the order of the classes. */
  readonly codes: readonly string[];
  /** The classes' names. Default: the codes. */
  readonly names?: readonly string[];
}

/** A task of GLUE that is about a number. */
export interface GlueScores extends GlueSpecification {
  /** The least and the greatest score. */
  readonly range: readonly [least: number, greatest: number];
}

const TRAIN_AND_DEV: readonly GlueLayout[] = [{ train: 'train.tsv', validation: 'dev.tsv' }];
const NO_AND_YES = ['0', '1'];

/** The only one of them: how similar two sentences are. */
export const STSB: GlueScores = {
  name: 'stsb',
  folder: 'STS-B',
  metric: 'spearman',
  layouts: TRAIN_AND_DEV,
  text: 'sentence1',
  pair: 'sentence2',
  target: 'score',
  range: [0, 5],
};

/** The other eight. */
export const GLUE_CLASSES: readonly GlueClasses[] = [
  {
    name: 'sst2',
    folder: 'SST-2',
    metric: 'accuracy',
    layouts: TRAIN_AND_DEV,
    text: 'sentence',
    target: 'label',
    codes: NO_AND_YES,
    names: ['negative', 'positive'],
  },
  {
    name: 'mrpc',
    folder: 'MRPC',
    metric: 'f1',
    // As GLUE's script makes them; as Microsoft has them, with GLUE's choice of rows to judge by; and without it.
    layouts: [
      ...TRAIN_AND_DEV,
      { train: 'msr_paraphrase_train.txt', validation: 'dev.tsv', trainHasValidation: true },
      { train: 'msr_paraphrase_train.txt', validation: 'msr_paraphrase_test.txt' },
    ],
    text: '#1 String',
    pair: '#2 String',
    target: 'Quality',
    codes: NO_AND_YES,
    names: ['not_equivalent', 'equivalent'],
  },
  {
    name: 'cola',
    folder: 'CoLA',
    metric: 'matthewsCorrelation',
    layouts: [{ train: 'train.tsv', moreTrain: 'val.tsv', validation: 'dev.tsv' }],
    hasHeader: false,
    text: '4',
    target: '2',
    codes: NO_AND_YES,
    names: ['unacceptable', 'acceptable'],
  },
  {
    name: 'rte',
    folder: 'RTE',
    metric: 'accuracy',
    layouts: TRAIN_AND_DEV,
    text: 'sentence1',
    pair: 'sentence2',
    target: 'label',
    codes: ['entailment', 'not_entailment'],
  },
  {
    name: 'qnli',
    folder: 'QNLI',
    metric: 'accuracy',
    layouts: TRAIN_AND_DEV,
    text: 'question',
    pair: 'sentence',
    target: 'label',
    codes: ['entailment', 'not_entailment'],
  },
  {
    name: 'qqp',
    folder: 'QQP',
    metric: 'f1',
    layouts: TRAIN_AND_DEV,
    text: 'question1',
    pair: 'question2',
    target: 'is_duplicate',
    codes: NO_AND_YES,
    names: ['not_duplicate', 'duplicate'],
  },
  {
    name: 'mnli',
    folder: 'MNLI',
    metric: 'accuracy',
    layouts: [{ train: 'train.tsv', validation: 'dev_matched.tsv', further: { mismatched: 'dev_mismatched.tsv' } }],
    text: 'sentence1',
    pair: 'sentence2',
    target: 'gold_label',
    codes: ['entailment', 'neutral', 'contradiction'],
  },
  {
    name: 'wnli',
    folder: 'WNLI',
    metric: 'accuracy',
    layouts: TRAIN_AND_DEV,
    text: 'sentence1',
    pair: 'sentence2',
    target: 'label',
    codes: NO_AND_YES,
    names: ['not_entailment', 'entailment'],
  },
];
