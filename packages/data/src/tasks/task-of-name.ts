import type { TableFormat } from '../tables/table-format.js';
import type { TableTask } from '../tables/table-task.js';
import type {
  QuestionAnsweringTask,
  SequenceClassificationTask,
  SequenceRegressionTask,
  Task,
  TokenClassificationTask,
} from './task.js';

type ClassificationName = 'sst2' | 'mrpc' | 'cola' | 'rte' | 'qnli' | 'qqp' | 'mnli' | 'wnli' | 'wordnet-noun';

/** The kind of task that a name means, where the compiler knows the name: `TaskOfName<'squad'>`. */
export type TaskOfName<Name extends string> = Name extends ClassificationName
  ? SequenceClassificationTask
  : Name extends 'stsb'
    ? SequenceRegressionTask
    : Name extends 'squad' | 'squad2'
      ? QuestionAnsweringTask
      : Name extends 'ner' | `ner:${string}` | `ner,${string}`
        ? TokenClassificationTask
        : Name extends `${TableFormat}:${string}`
          ? TableTask
          : Task;
