/** Pre-trains a small BERT on a dictionary, by guessing words behind masks; see README.md. */
import { parseArgs } from 'node:util';
import { createOnnxRuntimeBackend } from '@bertsmith/backend-onnxruntime';
import { MaskFiller } from '@bertsmith/bert-core';
import { modelFiles } from '@bertsmith/bert-core/files';
import { prepareOutputDirectory, writeFilesTogether } from '@bertsmith/tensor/files';
import { tokenizerFiles } from '@bertsmith/tokenizer-wordpiece/files';
import { Evaluator, Trainer, type TrainingEvent } from '@bertsmith/train';
import { loadDictionaryTexts } from './dictionary-texts.js';
import { frequencyPerplexity } from './frequency-perplexity.js';
import { encodeTexts, maskedBatches, maskRows } from './mask-rows.js';
import { startingModel } from './starting-model.js';

const OUTPUT = 'models/masked-words';
const MAX_LENGTH = 64;
const SEED = 1;
const BUILT_IN_TEXTS = [
  'the capital and largest [MASK] of France',
  'a person who [MASK] books',
  'a small [MASK] with yellow flowers',
  'he drank a [MASK] of water',
];

const { values, positionals } = parseArgs({
  args: process.argv.slice(2).filter((argument) => argument !== '--'),
  options: { model: { type: 'string' } },
  allowPositionals: true,
});
const count = (value: number) => value.toLocaleString('en');

await prepareOutputDirectory(OUTPUT, { overwrite: true });
/** The test suite looks at every 80th definition only, and is done in seconds. */
const { train, validation } = await loadDictionaryTexts(Number(process.env.EXAMPLE_EVERY_NTH_ROW ?? 1));
console.log(`${count(train.length)} texts of WordNet to learn from, ${count(validation.length)} held out`);

const { model, tokenizer } = await startingModel(values.model, train, { maxLength: MAX_LENGTH, seed: SEED });
const { numHiddenLayers, hiddenSize, vocabSize } = model.config;
const start = values.model === undefined ? 'from scratch' : `from ${values.model}`;
console.log(`a BERT of ${numHiddenLayers} layers, ${hiddenSize} wide, ${count(vocabSize)} words, ${start}\n`);

const backend = createOnnxRuntimeBackend();
const trainRows = encodeTexts(train, tokenizer, MAX_LENGTH);
const masked = maskRows(encodeTexts(validation, tokenizer, MAX_LENGTH), tokenizer, { seed: SEED });
const texts = positionals.length > 0 ? positionals : BUILT_IN_TEXTS;
await using filler = await MaskFiller.create({ model, tokenizer, backend, maxLength: MAX_LENGTH });
await using evaluator = await Evaluator.create({ model, backend, maxLength: MAX_LENGTH });
/** The filler and the evaluator read the parameters as they are when they are asked. */
const fillGaps = async () =>
  (await filler.fill(texts)).map((gaps) => gaps.map((fills) => fills.map(({ token }) => token).join(', ')).join('; '));
const { metrics: before } = await evaluator.evaluate(masked);
const fillsBefore = await fillGaps();

const report = (event: TrainingEvent) => {
  if (event.kind !== 'evaluation') return;
  const { loss, metrics } = event.result;
  console.log(`epoch ${event.epoch + 1}: loss ${loss.toFixed(3)}, perplexity ${metrics.perplexity?.toFixed(1)}`);
};
const trainer = new Trainer({
  ...{ model, backend, validation: masked, maxLength: MAX_LENGTH, seed: SEED, onEvent: report },
  train: maskedBatches(trainRows, tokenizer, { batchSize: 64, maxLength: MAX_LENGTH, seed: SEED }),
  ...{ epochs: 3, learningRate: values.model === undefined ? 2e-3 : 5e-5 },
});
const { evaluation, seconds } = await trainer.train();
await writeFilesTogether([...tokenizerFiles(tokenizer, OUTPUT), ...modelFiles(model, OUTPUT)]);

console.log('\nperplexity of held-out masked words');
for (const [name, perplexity] of [
  ['by frequency alone', frequencyPerplexity(trainRows, masked, vocabSize)],
  ['BERT before training', before.perplexity],
  [`BERT after ${seconds.toFixed(0)} s`, evaluation.metrics.perplexity],
] as const) {
  console.log(`${name.padEnd(24)} ${perplexity?.toFixed(1).padStart(8)}`);
}

const fillsAfter = await fillGaps();
for (const [place, text] of texts.entries()) {
  console.log(`\n${text}\n  before: ${fillsBefore[place]}\n  after:  ${fillsAfter[place]}`);
}
console.log(`\nThe model is in ${OUTPUT}.`);
