/** Teaches a BERT to tell the parts of speech of a sentence's words; see README.md. */
import { parseArgs } from 'node:util';
import { createOnnxRuntimeBackend } from '@bertsmith/backend-onnxruntime';
import { TokenClassifier } from '@bertsmith/bert-core';
import { modelFiles } from '@bertsmith/bert-core/files';
import { encodeTaggedExamples, type TaggedExample } from '@bertsmith/data';
import { prepareOutputDirectory, writeFilesTogether } from '@bertsmith/tensor/files';
import { tokenizerFiles } from '@bertsmith/tokenizer-wordpiece/files';
import { Trainer, type TrainingEvent } from '@bertsmith/train';
import { learnCommonestTags } from './commonest-tags.js';
import { startingModel } from './starting-model.js';
import { knownWords, LABELS, loadTaggedSentences, splitWords } from './tagged-sentences.js';

const OUTPUT = 'models/token-classification';
const MAX_LENGTH = 64;
const SEED = 1;
const BUILT_IN_SENTENCES = [
  'she will play the piano beautifully after the play',
  'the hardly visible path winds down to a light blue lake',
  'they light a fire and tell frightening stories',
];

const { values, positionals } = parseArgs({
  args: process.argv.slice(2).filter((argument) => argument !== '--'),
  options: { model: { type: 'string' } },
  allowPositionals: true,
});
const count = (value: number) => value.toLocaleString('en');

await prepareOutputDirectory(OUTPUT, { overwrite: true });
/** The test suite looks at every 20th definition only, and is done in seconds. */
const { train, validation } = await loadTaggedSentences(Number(process.env.EXAMPLE_EVERY_NTH_ROW ?? 1));
console.log(`${count(train.length)} sentences of WordNet to learn from, ${count(validation.length)} held out`);

const options = { labels: LABELS, maxLength: MAX_LENGTH, seed: SEED };
const texts = train.map(({ words }) => words.join(' '));
const { model, tokenizer } = await startingModel(values.model, texts, options);
const { numHiddenLayers, hiddenSize } = model.config;
const start = values.model === undefined ? 'from scratch' : `from ${values.model}`;
console.log(`a BERT of ${numHiddenLayers} layers, ${hiddenSize} wide, ${start}\n`);

const encode = (rows: readonly TaggedExample[]) =>
  encodeTaggedExamples(rows, tokenizer, { maxLength: MAX_LENGTH, numLabels: LABELS.length });
const report = (event: TrainingEvent) => {
  if (event.kind !== 'evaluation') return;
  const { loss, metrics } = event.result;
  console.log(`epoch ${event.epoch + 1}: loss ${loss.toFixed(3)}, accuracy ${metrics.accuracy?.toFixed(3)}`);
};
const backend = createOnnxRuntimeBackend();
const trainer = new Trainer({
  ...{ model, backend, train: encode(train), validation: encode(validation), maxLength: MAX_LENGTH, seed: SEED },
  ...{ epochs: 4, learningRate: values.model === undefined ? 1e-3 : 5e-5, onEvent: report },
});
const { evaluation, seconds } = await trainer.train();
await writeFilesTogether([...tokenizerFiles(tokenizer, OUTPUT), ...modelFiles(model, OUTPUT)]);

const predictions = evaluation.predictions.kind === 'tags' ? evaluation.predictions.data.flat() : [];
const commonestTag = learnCommonestTags(train);
const known = knownWords(validation).map((each, place) => ({
  ...each,
  bert: predictions[place],
  baseline: each.label === 'O' ? 'O' : commonestTag(each.word),
}));
const seen = new Set(knownWords(train).map(({ word }) => word));
console.log(`\nright tags of the held-out words      commonest tag   BERT (trained in ${seconds.toFixed(0)} s)`);
for (const [name, isChosen] of [
  ['seen in training', (word: string) => seen.has(word)],
  ['never seen', (word: string) => !seen.has(word)],
  ['all', () => true],
] as const) {
  const chosen = known.filter(({ word, label }) => label !== 'O' && isChosen(word));
  const share = (of: 'bert' | 'baseline') => chosen.filter((each) => each[of] === each.label).length / chosen.length;
  const cells = [share('baseline'), share('bert')].map((value) => value.toFixed(3).padStart(13));
  console.log(`${`${name} (${count(chosen.length)})`.padEnd(36)}  ${cells.join('')}`);
}

await using tagger = await TokenClassifier.create({ model, tokenizer, backend, maxLength: MAX_LENGTH });
const sentences = positionals.length > 0 ? positionals : BUILT_IN_SENTENCES;
console.log();
for (const { words } of await tagger.classify(sentences.map((sentence) => splitWords(sentence).words))) {
  console.log(words.map(({ text, label }) => (label === 'O' ? text : `${text}/${label}`)).join(' '));
}
console.log(`\nThe model is in ${OUTPUT}.`);
