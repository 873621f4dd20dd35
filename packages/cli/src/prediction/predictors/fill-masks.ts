import { type MaskedLanguageModel, MaskFiller, type PipelineOptions } from '@bertsmith/bert-core';
import { type Predictor, requireFields } from './predictor.js';

/** Words for the gaps of texts. */
export async function fillMasks(options: PipelineOptions<MaskedLanguageModel>): Promise<Predictor> {
  const filler = await MaskFiller.create(options);
  return {
    predict: async (records, options) => {
      const texts = records.map((record) => requireFields(record, ['text'], 'masked language model').text);
      const answers = await filler.fill(texts, options);
      return answers.map((fills, index) => {
        const text = texts[index] as string;
        const head = fills.map((gap) => gap.map(({ token }) => token).join(' ')).join(' / ');
        return { json: { text, fills }, line: { head, rest: text } };
      });
    },
    dispose: () => filler.dispose(),
  };
}
