/** Teaches a BERT to find in a sentence the word that a definition defines; see README.md. */
import { parseArgs } from 'node:util';
import { createOnnxRuntimeBackend } from '@bertsmith/backend-onnxruntime';
import { QuestionAnswerer } from '@bertsmith/bert-core';
import { modelFiles } from '@bertsmith/bert-core/files';
import { encodeQuestionExamples, type QuestionExample } from '@bertsmith/data';
import { ANSWER_METRICS, computeMetrics } from '@bertsmith/metrics';
import { prepareOutputDirectory, writeFilesTogether } from '@bertsmith/tensor/files';
import { tokenizerFiles } from '@bertsmith/tokenizer-wordpiece/files';
import { Trainer, type TrainingEvent } from '@bertsmith/train';
import { loadDictionaryQuestions } from './dictionary-questions.js';
import { startingModel } from './starting-model.js';
import { learnRarestWord, longestWord } from './word-guesses.js';

const OUTPUT = 'models/question-answering';
const MAX_LENGTH = 96;
const SEED = 1;
const BUILT_IN_QUESTIONS = [
  { question: 'a musical instrument with strings', context: 'he carried his old guitar through the snow' },
  { question: 'move very fast on foot', context: 'we sprinted to the station with heavy bags' },
  { question: 'having a low temperature', context: 'they sat on the chilly steps of the museum' },
];

const { values, positionals } = parseArgs({
  args: process.argv.slice(2).filter((argument) => argument !== '--'),
  options: { model: { type: 'string' } },
  allowPositionals: true,
});
const count = (value: number) => value.toLocaleString('en');

await prepareOutputDirectory(OUTPUT, { overwrite: true });
/** The test suite looks at every 20th definition only, and is done in seconds. */
const { train, validation } = await loadDictionaryQuestions(Number(process.env.EXAMPLE_EVERY_NTH_ROW ?? 1));
console.log(`${count(train.length)} questions made of WordNet to learn from, ${count(validation.length)} held out`);

const options = { maxLength: MAX_LENGTH, seed: SEED };
const texts = train.flatMap(({ question, context }) => [question, context]);
const { model, tokenizer } = await startingModel(values.model, texts, options);
const { numHiddenLayers, hiddenSize } = model.config;
const start = values.model === undefined ? 'from scratch' : `from ${values.model}`;
console.log(`a BERT of ${numHiddenLayers} layers, ${hiddenSize} wide, ${start}\n`);

const encode = (rows: readonly QuestionExample[]) => encodeQuestionExamples(rows, tokenizer, { maxLength: MAX_LENGTH });
const report = (event: TrainingEvent) => {
  if (event.kind !== 'evaluation') return;
  const { loss, metrics } = event.result;
  console.log(`epoch ${event.epoch + 1}: loss ${loss.toFixed(3)}, exact match ${metrics.exactMatch?.toFixed(3)}`);
};
const backend = createOnnxRuntimeBackend();
const trainer = new Trainer({
  ...{ model, backend, train: encode(train), validation: encode(validation), maxLength: MAX_LENGTH, seed: SEED },
  ...{ epochs: 4, learningRate: values.model === undefined ? 1e-3 : 5e-5, onEvent: report },
});
const { evaluation, seconds } = await trainer.train();
await writeFilesTogether([...tokenizerFiles(tokenizer, OUTPUT), ...modelFiles(model, OUTPUT)]);

const rarestWord = learnRarestWord(train);
const guess = (by: (context: string) => string) =>
  Object.fromEntries(validation.map(({ id, context }) => [id, by(context)]));
const references = validation.map(({ id, answers }) => ({ id, answers: answers.map(({ text }) => text) }));
const { predictions } = evaluation;
console.log('\nheld-out questions                  exact match     F1');
for (const [name, answers] of [
  ['the longest word', guess(longestWord)],
  ['the rarest word', guess(rarestWord)],
  [`BERT (trained in ${seconds.toFixed(0)} s)`, predictions.kind === 'answers' ? predictions.data : {}],
] as const) {
  const { exactMatch, answerF1 } = computeMetrics({ predictions: answers, references }, ANSWER_METRICS);
  console.log(`${name.padEnd(36)} ${exactMatch?.toFixed(3).padStart(10)}  ${answerF1?.toFixed(3)}`);
}

await using answerer = await QuestionAnswerer.create({ model, tokenizer, backend, maxLength: MAX_LENGTH });
const [question, context] = positionals;
const asked = question === undefined || context === undefined ? BUILT_IN_QUESTIONS : [{ question, context }];
console.log();
for (const [place, { answer, score }] of (await answerer.answer(asked)).entries()) {
  console.log(`${asked[place]?.question}: ${answer} (${score.toFixed(2)}), of "${asked[place]?.context}"`);
}
console.log(`\nThe model is in ${OUTPUT}.`);
