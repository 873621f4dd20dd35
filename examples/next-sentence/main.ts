/** Pre-trains a small BERT on masked words and the next sentence at once; see README.md. */
import { parseArgs } from 'node:util';
import { createOnnxRuntimeBackend } from '@bertsmith/backend-onnxruntime';
import { modelFiles } from '@bertsmith/bert-core/files';
import { prepareOutputDirectory, writeFilesTogether } from '@bertsmith/tensor/files';
import { tokenizerFiles } from '@bertsmith/tokenizer-wordpiece/files';
import { Trainer, type TrainingEvent } from '@bertsmith/train';
import { judgePairs, shareRight, shareWord } from './judge-pairs.js';
import { startingModel } from './starting-model.js';
import { encodePairs, loadTextPairs } from './text-pairs.js';

const OUTPUT = 'models/next-sentence';
const MAX_LENGTH = 64;
const SEED = 1;
const BUILT_IN_PAIRS = [
  { text: 'move fast by using your feet', pair: 'the children ran to the store' },
  { text: 'move fast by using your feet', pair: 'a strong smell of onions' },
  { text: 'in a cheerful manner', pair: 'she whistled happily' },
  { text: 'in a cheerful manner', pair: 'the price of gold' },
];

const { values, positionals } = parseArgs({
  args: process.argv.slice(2).filter((argument) => argument !== '--'),
  options: { model: { type: 'string' } },
  allowPositionals: true,
});
const count = (value: number) => value.toLocaleString('en');

await prepareOutputDirectory(OUTPUT, { overwrite: true });
/** The test suite looks at every 20th definition only, and is done in seconds. */
const { train, validation } = await loadTextPairs(Number(process.env.EXAMPLE_EVERY_NTH_ROW ?? 1), SEED);
console.log(`${count(train.length)} pairs of texts of WordNet to learn from, ${count(validation.length)} held out`);

const options = { maxLength: MAX_LENGTH, seed: SEED };
const texts = train.flatMap(({ text, pair = '' }) => [text, pair]);
const { model, tokenizer } = await startingModel(values.model, texts, options);
const { numHiddenLayers, hiddenSize } = model.config;
const start = values.model === undefined ? 'from scratch' : `from ${values.model}`;
console.log(`a BERT of ${numHiddenLayers} layers, ${hiddenSize} wide, ${start}\n`);

const report = (event: TrainingEvent) => {
  if (event.kind === 'evaluation') console.log(`epoch ${event.epoch + 1}: loss ${event.result.loss.toFixed(3)}`);
};
const backend = createOnnxRuntimeBackend();
const trainer = new Trainer({
  train: encodePairs(train, tokenizer, options),
  validation: encodePairs(validation, tokenizer, options),
  ...{ model, backend, maxLength: MAX_LENGTH, seed: SEED, onEvent: report },
  ...{ epochs: 3, batchSize: 64, learningRate: values.model === undefined ? 1e-3 : 2e-4 },
});
const { seconds } = await trainer.train();
await writeFilesTogether([...tokenizerFiles(tokenizer, OUTPUT), ...modelFiles(model, OUTPUT)]);

const reader = { model, tokenizer, backend, maxLength: MAX_LENGTH };
const probabilities = await judgePairs(validation, reader);
console.log('\nheld-out pairs judged right');
for (const [name, share] of [
  ['those that share a word', shareRight(validation, shareWord)],
  [
    `BERT (trained in ${seconds.toFixed(0)} s)`,
    shareRight(validation, (_, place) => (probabilities[place] ?? 0) > 0.5),
  ],
] as const) {
  console.log(`${name.padEnd(28)} ${share.toFixed(3)}`);
}

const [text, pair] = positionals;
const asked = text === undefined || pair === undefined ? BUILT_IN_PAIRS : [{ text, pair }];
console.log();
for (const [place, probability] of (await judgePairs(asked, reader)).entries()) {
  console.log(`${probability.toFixed(2)}  ${asked[place]?.text} | ${asked[place]?.pair}`);
}
console.log(`\nThe model is in ${OUTPUT}.`);
