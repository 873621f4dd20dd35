/** Teaches a BERT how near each other two things are, by their definitions; see README.md. */
import { parseArgs } from 'node:util';
import { createOnnxRuntimeBackend } from '@bertsmith/backend-onnxruntime';
import { TextClassifier } from '@bertsmith/bert-core';
import { modelFiles } from '@bertsmith/bert-core/files';
import { encodeScoredExamples, type ScoredExample } from '@bertsmith/data';
import { pearson, spearman } from '@bertsmith/metrics';
import { prepareOutputDirectory, writeFilesTogether } from '@bertsmith/tensor/files';
import { tokenizerFiles } from '@bertsmith/tokenizer-wordpiece/files';
import { Trainer, type TrainingEvent } from '@bertsmith/train';
import { loadScoredPairs } from './scored-pairs.js';
import { startingModel } from './starting-model.js';
import { wordOverlap } from './word-overlap.js';

const OUTPUT = 'models/sentence-similarity';
const MAX_LENGTH = 96;
const SEED = 1;
const BUILT_IN_PAIRS = [
  { text: 'a small wild cat with a spotted coat', pair: 'a large dog that guards sheep' },
  { text: 'a small wild cat with a spotted coat', pair: 'a tall tree with edible nuts' },
  { text: 'a small wild cat with a spotted coat', pair: 'the science of numbers' },
  { text: 'a sharp tool for cutting wood', pair: 'a heavy tool for driving nails' },
];

const { values, positionals } = parseArgs({
  args: process.argv.slice(2).filter((argument) => argument !== '--'),
  options: { model: { type: 'string' } },
  allowPositionals: true,
});
const count = (value: number) => value.toLocaleString('en');

await prepareOutputDirectory(OUTPUT, { overwrite: true });
/** The test suite looks at every 20th noun only, and is done in seconds. */
const { train, validation } = await loadScoredPairs(Number(process.env.EXAMPLE_EVERY_NTH_ROW ?? 1), SEED);
console.log(`${count(train.length)} pairs of nouns of WordNet to learn from, ${count(validation.length)} held out`);

const options = { maxLength: MAX_LENGTH, seed: SEED };
const texts = train.map(({ text }) => text);
const { model, tokenizer } = await startingModel(values.model, texts, options);
const { numHiddenLayers, hiddenSize } = model.config;
const start = values.model === undefined ? 'from scratch' : `from ${values.model}`;
console.log(`a BERT of ${numHiddenLayers} layers, ${hiddenSize} wide, ${start}\n`);

const encode = (rows: readonly ScoredExample[]) => encodeScoredExamples(rows, tokenizer, { maxLength: MAX_LENGTH });
const report = (event: TrainingEvent) => {
  if (event.kind !== 'evaluation') return;
  const { loss, metrics } = event.result;
  console.log(
    `epoch ${event.epoch + 1}: mean squared error ${loss.toFixed(4)}, Pearson ${metrics.pearson?.toFixed(3)}`,
  );
};
const backend = createOnnxRuntimeBackend();
const trainer = new Trainer({
  ...{ model, backend, train: encode(train), validation: encode(validation), maxLength: MAX_LENGTH, seed: SEED },
  ...{ epochs: 3, learningRate: values.model === undefined ? 1e-3 : 5e-5, onEvent: report },
});
const { evaluation, seconds } = await trainer.train();
await writeFilesTogether([...tokenizerFiles(tokenizer, OUTPUT), ...modelFiles(model, OUTPUT)]);

const labels = validation.map(({ score }) => score);
console.log('\nheld-out pairs: correlation with the truth  Pearson  Spearman');
for (const [name, predictions] of [
  ['words in common (TF-IDF)', wordOverlap(train, validation)],
  [
    `BERT (trained in ${seconds.toFixed(0)} s)`,
    evaluation.predictions.kind === 'numbers' ? evaluation.predictions.data : [],
  ],
] as const) {
  const cells = [pearson, spearman].map((metric) => metric({ predictions, labels }).toFixed(3).padStart(8));
  console.log(`${name.padEnd(42)} ${cells.join('  ')}`);
}

await using judge = await TextClassifier.create({ model, tokenizer, backend, maxLength: MAX_LENGTH });
const [text, pair] = positionals;
const asked = text === undefined || pair === undefined ? BUILT_IN_PAIRS : [{ text, pair }];
console.log();
for (const [place, { score }] of (await judge.classify(asked)).entries()) {
  console.log(`${score.toFixed(2)}  ${asked[place]?.text} | ${asked[place]?.pair}`);
}
console.log(`\nThe model is in ${OUTPUT}.`);
