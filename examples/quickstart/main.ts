/** Teaches a small BERT, from nothing, to tell what kind of thing a dictionary definition defines; see README.md. */
import { createOnnxRuntimeBackend } from '@bertsmith/backend-onnxruntime';
import { BertForSequenceClassification, presetConfig, TextClassifier } from '@bertsmith/bert-core';
import { saveModel } from '@bertsmith/bert-core/files';
import { type Example, encodeExamples, findTask, majorityClass, trainTfidfClassifier } from '@bertsmith/data';
import { accuracy, macroF1 } from '@bertsmith/metrics';
import { prepareOutputDirectory } from '@bertsmith/tensor/files';
import { trainWordPiece } from '@bertsmith/tokenizer-wordpiece';
import { saveTokenizer } from '@bertsmith/tokenizer-wordpiece/files';
import { Trainer, type TrainingEvent } from '@bertsmith/train';
import pc from 'picocolors';

const OUTPUT = 'models/wordnet-noun';
const PRESET = 'tiny';
const VOCAB_SIZE = 8000;
const MAX_LENGTH = 128;
const TRAINING = { epochs: 3, batchSize: 32, learningRate: 1e-3, seed: 1 };
/** Lines of progress are this many steps apart. */
const REPORT_EVERY = 500;
/** The test suite looks at every 100th example only, and is done in seconds. */
const EVERY_NTH_EXAMPLE = Number(process.env.QUICKSTART_EVERY_NTH_EXAMPLE ?? 1);
const BUILT_IN_TEXTS = [
  'a large wild cat with a spotted coat',
  'a thick soup of beans and smoked meat',
  'the feeling of great joy after a long wait',
  'a sharp tool for cutting wood',
];

const texts = process.argv.slice(2).filter((argument) => argument !== '--');
const { bold, dim, green } = pc.createColors(process.stdout.isTTY && !process.env.NO_COLOR);
const say = (line = '') => console.log(line);

await prepareOutputDirectory(OUTPUT, { overwrite: true });
const task = findTask('wordnet-noun');
const numLabels = task.labels.length;
const { train, validation } = await loadExamples();
say(bold('Which of 26 kinds of thing does a dictionary definition define?'));
say(
  `${train.length.toLocaleString('en')} definitions from WordNet to learn from, ${validation.length.toLocaleString('en')} held out\n`,
);

say('the baseline to beat: TF-IDF of words and word pairs, logistic regression');
const [baseline, baselineSeconds] = await timed(() => trainTfidfClassifier(train, numLabels));

say(`a WordPiece vocabulary of ${VOCAB_SIZE.toLocaleString('en')} tokens`);
const tokenizer = await trainWordPiece(
  train.map(({ text }) => text),
  { vocabSize: VOCAB_SIZE },
);
const encode = (rows: readonly Example[]) => encodeExamples(rows, tokenizer, { maxLength: MAX_LENGTH, numLabels });

const config = presetConfig(PRESET, { vocabSize: tokenizer.vocabulary.size, labels: task.labels });
const model = BertForSequenceClassification.initialize(config, { seed: TRAINING.seed });
const backend = createOnnxRuntimeBackend();
say(
  `a BERT of ${config.numHiddenLayers} layers, ${config.hiddenSize} wide, ${model.arena.parameterCount.toLocaleString('en')} parameters\n`,
);
say(dim('      step  epoch   loss  accuracy'));
const trainer = new Trainer({
  ...{ model, backend, maxLength: MAX_LENGTH, ...TRAINING },
  ...{ train: encode(train), validation: encode(validation), onEvent: report },
});
const { evaluation, seconds } = await trainer.train();
await saveModel(model, OUTPUT);
await saveTokenizer(tokenizer, OUTPUT);

const labels = validation.map(({ label }) => label);
const majority = majorityClass(train.map(({ label }) => label));
say(`\n${bold(`On the ${labels.length.toLocaleString('en')} definitions that were held out`)}\n`);
say(dim(`${''.padEnd(34)}accuracy  macro-F1   training`));
sayScores(
  `always ${task.labels[majority]}`,
  labels.map(() => majority),
  0,
);
sayScores('TF-IDF + logistic regression', baseline.predict(validation), baselineSeconds);
sayScores(`BERT ${PRESET}, from scratch`, evaluation.predictions, seconds);

await using classifier = await TextClassifier.create({ model, tokenizer, backend, maxLength: MAX_LENGTH });
const asked = texts.length > 0 ? texts : BUILT_IN_TEXTS;
say(`\n${bold('What it says of a few texts')}\n`);
const width = Math.max(...task.labels.map((label) => label.length));
for (const [index, { label, score }] of (await classifier.classify(asked)).entries()) {
  say(`${green(label.padEnd(width))}  ${score.toFixed(2)}  ${asked[index]}`);
}
say(`\nThe model is in ${OUTPUT}. Ask it more:\n`);
say(bold(`  npx -y pnpm@10 exec bertsmith predict --model ${OUTPUT} "a small boat with one sail"`));

async function loadExamples() {
  const rows = await task.load();
  const some = (examples: readonly Example[]) => examples.filter((_, row) => row % EVERY_NTH_EXAMPLE === 0);
  return { train: some(rows.train), validation: some(rows.validation) };
}

async function timed<Result>(work: () => Result): Promise<[result: Result, seconds: number]> {
  const started = performance.now();
  return [work(), (performance.now() - started) / 1000];
}

function report(event: TrainingEvent): void {
  const place = `${String(event.step).padStart(10)}  ${String(event.epoch + 1).padStart(5)}`;
  if (event.kind === 'evaluation')
    say(green(`${place}  ${event.result.loss.toFixed(3)}     ${event.result.metrics.accuracy?.toFixed(3)}`));
  else if (event.step % REPORT_EVERY === 0) say(`${place}  ${event.loss.toFixed(3)}`);
}

function sayScores(name: string, predictions: ArrayLike<number>, trainingSeconds: number): void {
  const scores = [accuracy, macroF1].map((metric) => metric({ predictions, labels, numLabels }).toFixed(3));
  say(
    `${name.padEnd(34)}${scores.map((score) => score.padStart(8)).join('  ')}  ${trainingSeconds.toFixed(0).padStart(7)} s`,
  );
}
