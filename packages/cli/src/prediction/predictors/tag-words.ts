import { type BertForTokenClassification, type PipelineOptions, TokenClassifier } from '@bertsmith/bert-core';
import { type Predictor, requireFields } from './predictor.js';

/** Entities in texts, or in lists of words. */
export async function tagWords(options: PipelineOptions<BertForTokenClassification>): Promise<Predictor> {
  const tagger = await TokenClassifier.create(options);
  return {
    predict: async (records, options) => {
      const inputs = records.map((record) => record.words ?? requireFields(record, ['text'], 'token classifier').text);
      const answers = await tagger.classify(inputs, options);
      return answers.map(({ words, entities }, index) => {
        const input = inputs[index] as string | readonly string[];
        const labels = typeof input === 'string' ? {} : { labels: words.map(({ label }) => label) };
        const written = typeof input === 'string' ? { text: input } : { words: input };
        const found = entities.map(({ entity, text }) => `${entity}: ${text}`).join(', ');
        const rest = typeof input === 'string' ? input : input.join(' ');
        return { json: { ...written, entities, ...labels }, line: { head: found || '-', rest } };
      });
    },
    dispose: () => tagger.dispose(),
  };
}
