import { readAnswer } from '@bertsmith/bert-core';
import type { EncodedQuestionExamples, QuestionExample } from '@bertsmith/data';
import { ANSWER_METRICS, computeMetrics } from '@bertsmith/metrics';
import type { Tensor } from '@bertsmith/tensor';
import type { OutcomeCollector } from './outcome-collector.js';

/** Tokens of an answer at most, as the published scripts have it. */
const MAX_ANSWER_LENGTH = 30;

interface BestAnswer {
  text: string;
  score: number;
  noAnswer: number;
}

/**
 * For the answer of each question: the likeliest of its windows; or none, where some questions have none and it is likelier than that by
 * the window that believes it least.
 */
export function collectAnswers(examples: EncodedQuestionExamples): OutcomeCollector {
  const { questions, exampleNumbers } = examples;
  const found = questions.map((): BestAnswer => ({ text: '', score: 0, noAnswer: 1 }));
  const mayHaveNoAnswer = questions.some(({ answers }) => answers.length === 0);
  return {
    add(outputs, { rowNumbers }) {
      for (const [position, row] of rowNumbers.entries()) {
        const example = exampleNumbers[row] as number;
        addWindow(found[example] as BestAnswer, examples, row, rowOf(outputs, position));
      }
    },
    finish() {
      const answerOf = ({ text, score, noAnswer }: BestAnswer) => (mayHaveNoAnswer && noAnswer > score ? '' : text);
      const data = Object.fromEntries(questions.map(({ id }, index) => [id, answerOf(found[index] as BestAnswer)]));
      const references = questions.map(({ id, answers }) => ({ id, answers: answers.map(({ text }) => text) }));
      const metrics = computeMetrics({ predictions: data, references }, ANSWER_METRICS);
      return { predictions: { kind: 'answers', data }, metrics, examples: questions.length };
    },
  };
}

interface WindowLogits {
  readonly start: Float32Array;
  readonly end: Float32Array;
}

function rowOf(outputs: ReadonlyMap<string, Tensor>, position: number): WindowLogits {
  const ofRow = (name: string) => {
    const { data, shape } = outputs.get(name) as Tensor<'float32'>;
    const sequence = shape[1] as number;
    return data.subarray(position * sequence, (position + 1) * sequence);
  };
  return { start: ofRow('start_logits'), end: ofRow('end_logits') };
}

function addWindow(
  best: BestAnswer,
  { offsets, contextOffsets, exampleNumbers, questions }: EncodedQuestionExamples,
  row: number,
  { start, end }: WindowLogits,
): void {
  const places = contextOffsets.subarray(2 * (offsets[row] as number), 2 * (offsets[row + 1] as number));
  const tokens = [...Array(places.length / 2).keys()].filter((token) => (places[2 * token] as number) >= 0);
  const { span, noAnswer } = readAnswer(start, end, tokens, MAX_ANSWER_LENGTH);
  best.noAnswer = Math.min(best.noAnswer, noAnswer);
  if (span === undefined || span.score <= best.score) return;
  const { context } = questions[exampleNumbers[row] as number] as QuestionExample;
  best.text = context.slice(places[2 * span.first], places[2 * span.last + 1]);
  best.score = span.score;
}
