import { type BertForQuestionAnswering, type PipelineOptions, QuestionAnswerer } from '@bertsmith/bert-core';
import { type Predictor, requireFields } from './predictor.js';

/** Answers to questions in contexts. */
export async function answerQuestions(options: PipelineOptions<BertForQuestionAnswering>): Promise<Predictor> {
  const answerer = await QuestionAnswerer.create(options);
  return {
    predict: async (records, options) => {
      const questions = records.map((record) => requireFields(record, ['question', 'context'], 'question answerer'));
      const answers = await answerer.answer(questions, options);
      return answers.map((answer, index) => {
        const { question } = questions[index] as { question: string };
        return {
          json: { question, ...answer },
          line: { head: answer.answer || '-', score: answer.score, rest: question },
        };
      });
    },
    dispose: () => answerer.dispose(),
  };
}
