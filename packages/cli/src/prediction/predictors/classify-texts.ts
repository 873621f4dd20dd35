import { TextClassifier, type TextClassifierOptions } from '@bertsmith/bert-core';
import { type Predictor, requireFields } from './predictor.js';

/** Labels of texts and pairs. */
export async function classifyTexts(options: TextClassifierOptions): Promise<Predictor> {
  const classifier = await TextClassifier.create(options);
  const width = Math.max(...options.model.config.labels.map((label) => label.length));
  return {
    predict: async (records, options) => {
      const inputs = records.map((record) => ({
        ...requireFields(record, ['text'], 'text classifier'),
        pair: record.pair,
      }));
      const answers = await classifier.classify(inputs, options);
      return answers.map((answer, index) => {
        const { text, pair } = inputs[index] as { text: string; pair: string | undefined };
        const { label, score } = answer;
        const rest = pair === undefined ? text : `${text} | ${pair}`;
        return {
          json: { text, ...(pair !== undefined && { pair }), ...answer },
          line: { head: label.padEnd(width), score, rest },
        };
      });
    },
    dispose: () => classifier.dispose(),
  };
}
