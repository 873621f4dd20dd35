/** Teaches a small BERT, from nothing, to tell what kind of thing a dictionary definition defines; see README.md. */
import { createOnnxRuntimeBackend } from '@bertsmith/backend-onnxruntime';
import { BertForSequenceClassification, DEFAULT_BERT_CONFIG, presetConfig, TextClassifier } from '@bertsmith/bert-core';
import { modelFiles } from '@bertsmith/bert-core/files';
import { type Example, encodeExamples, majorityClass, trainTfidfClassifier, wordnetNoun } from '@bertsmith/data';
import { prepareOutputDirectory, writeFilesTogether } from '@bertsmith/tensor/files';
import { trainWordPiece, WordPieceTokenizer } from '@bertsmith/tokenizer-wordpiece';
import { tokenizerFiles } from '@bertsmith/tokenizer-wordpiece/files';
import { predictedClasses, Trainer } from '@bertsmith/train';
import { printScores } from './score-table.js';
import { bold, green } from './terminal-colors.js';
import { startTrainingTable } from './training-table.js';

const OUTPUT = 'models/quickstart';
const PRESET = 'tiny';
const VOCAB_SIZE = 30_522;
const MAX_LENGTH = 128;
const TRAINING = { epochs: 3, batchSize: 32, learningRate: 1e-3, seed: 1 };
/** The test suite looks at every 50th example only, and is done in seconds. */
const EVERY_NTH_ROW = Number(process.env.EXAMPLE_EVERY_NTH_ROW ?? 1);
const BUILT_IN_TEXTS = [
  'a large wild cat with a spotted coat',
  'a thick soup of beans and smoked meat',
  'the feeling of great joy after a long wait',
  'a sharp tool for cutting wood',
];

const count = (value: number) => value.toLocaleString('en');
const some = (examples: readonly Example[]) => examples.filter((_, row) => row % EVERY_NTH_ROW === 0);

await prepareOutputDirectory(OUTPUT, { overwrite: true });

const rows = await wordnetNoun.load();
const { labels } = rows;
const [train, validation] = [some(rows.train), some(rows.validation)];
const numLabels = labels.length;
console.log(bold(`Which of ${numLabels} kinds of thing does a dictionary definition define?`));
console.log(`${count(train.length)} definitions of WordNet to learn from, ${count(validation.length)} held out\n`);

console.log('1. What older methods can do: logistic regression over TF-IDF of words and word pairs');
const baselineStartedMs = performance.now();
const baseline = trainTfidfClassifier(train, numLabels);
const baselineSeconds = (performance.now() - baselineStartedMs) / 1000;

const texts = train.map(({ text }) => text);
const { settings } = await trainWordPiece(texts, { vocabSize: VOCAB_SIZE });
// Its files say how long a text the model takes.
const { maxPositionEmbeddings } = DEFAULT_BERT_CONFIG;
const tokenizer = new WordPieceTokenizer({ ...settings, modelMaxLength: maxPositionEmbeddings });
const encode = (examples: readonly Example[]) =>
  encodeExamples(examples, tokenizer, { maxLength: MAX_LENGTH, numLabels });
console.log(`2. A vocabulary of ${count(tokenizer.vocabulary.size)} word pieces, learned from the definitions`);

const vocabSize = tokenizer.vocabulary.size;
const config = presetConfig(PRESET, { vocabSize, maxPositionEmbeddings, labels });
const model = BertForSequenceClassification.initialize(config, { seed: TRAINING.seed });
const size = `${config.numHiddenLayers} layers, ${config.hiddenSize} wide`;
console.log(`3. A BERT of ${size}, ${count(model.arena.parameterCount)} parameters, from scratch\n`);
const backend = createOnnxRuntimeBackend();
const data = { train: encode(train), validation: encode(validation), maxLength: MAX_LENGTH };
const trainer = new Trainer({ model, backend, ...data, ...TRAINING, onEvent: startTrainingTable() });
const { evaluation, seconds } = await trainer.train();
await writeFilesTogether([...tokenizerFiles(tokenizer, OUTPUT), ...modelFiles(model, OUTPUT)]);

console.log(`\n${bold(`On the ${count(validation.length)} definitions that were held out`)}\n`);
const majority = majorityClass(train.map(({ label }) => label));
printScores(
  [
    { name: `always ${labels[majority]}`, predictions: validation.map(() => majority), trainingSeconds: 0 },
    {
      name: 'TF-IDF + logistic regression',
      predictions: baseline.predict(validation),
      trainingSeconds: baselineSeconds,
    },
    { name: `BERT ${PRESET}, from scratch`, predictions: predictedClasses(evaluation), trainingSeconds: seconds },
  ],
  validation.map(({ label }) => label),
);

const asked = process.argv.slice(2).filter((argument) => argument !== '--' && argument.trim() !== '');
const questions = asked.length > 0 ? asked : BUILT_IN_TEXTS;
await using classifier = await TextClassifier.create({ model, tokenizer, backend, maxLength: MAX_LENGTH });
const answers = await classifier.classify(questions);
const width = Math.max(...answers.map(({ label }) => label.length));
console.log(`\n${bold('What the BERT makes of new texts')}\n`);
for (const [index, { label, score }] of answers.entries()) {
  console.log(`${green(label.padEnd(width))}  ${score.toFixed(2)}  ${questions[index]}`);
}

console.log(`\nThe model is in ${OUTPUT}, in the files of Hugging Face. Ask it more:\n`);
console.log(bold(`  npx -y pnpm@10 exec bertsmith predict --model ${OUTPUT} "a small boat with one sail"`));
