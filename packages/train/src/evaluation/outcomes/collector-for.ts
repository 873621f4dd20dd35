import type { EncodedExamples, EncodedQuestionExamples } from '@bertsmith/data';
import type { Graph } from '@bertsmith/graph';
import { collectAnswers } from './collect-answers.js';
import { collectClasses } from './collect-classes.js';
import { collectLanguageModel } from './collect-language-model.js';
import { collectNumbers } from './collect-numbers.js';
import { collectTags } from './collect-tags.js';
import type { OutcomeCollector } from './outcome-collector.js';

/**
 * Gathers what a graph with a loss answers about examples, by what they have to be learned.
 *
 * @param labelNames of the model's classes
 */
export function collectorFor(graph: Graph, labelNames: readonly string[], examples: EncodedExamples): OutcomeCollector {
  if (isOfQuestions(examples)) return collectAnswers(examples);
  const { labels } = examples.targets;
  const classes = graph.outputs.get('logits')?.shape.at(-1);
  // The classes of a language model are its words, and nobody named them.
  if (labels === undefined || classes !== labelNames.length) return collectLanguageModel(examples);
  if (labels.per === 'token') return collectTags(examples, labels, labelNames);
  return labels.dtype === 'int32' ? collectClasses(labels.data, labelNames.length) : collectNumbers(labels.data);
}

function isOfQuestions(examples: EncodedExamples): examples is EncodedQuestionExamples {
  return 'questions' in examples;
}
