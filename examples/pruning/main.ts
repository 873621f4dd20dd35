/** Makes a classifier smaller, then sparser, and says what each costs; see README.md. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BertModelWithHead } from '@bertsmith/bert-core';
import { modelFiles } from '@bertsmith/bert-core/files';
import { rowCount } from '@bertsmith/data';
import { distillation } from '@bertsmith/distill';
import {
  analyzeSensitivity,
  applyStructure,
  createLatencyMeter,
  maskFisher,
  modelFlops,
  optimalBrainDamage,
  planInRounds,
  saveSparseWeights,
  scoreUnits,
  sensitivityChart,
  weightMagnitude,
  weightPruning,
  wholeStructure,
} from '@bertsmith/prune';
import { prepareOutputDirectory, writeFilesTogether } from '@bertsmith/tensor/files';
import { tokenizerFiles } from '@bertsmith/tokenizer-wordpiece/files';
import { openNounTask } from './noun-task.js';

const OUTPUT = 'models/pruning';
/** Rows by which matrices, heads and units are judged. */
const JUDGED_ROWS = 2048;
/** Batches as evaluations and servers have them; definitions have some 15 tokens. */
const SIZES = { batchSize: 32, sequenceLength: 16 };

const count = (value: number) => value.toLocaleString('en');
const pathOf = (file: string) => join(OUTPUT, file);

await prepareOutputDirectory(OUTPUT, { overwrite: true });
/** The test suite looks at every 50th row only, and is done in seconds. */
const task = await openNounTask(Number(process.env.EXAMPLE_EVERY_NTH_ROW ?? 1));
const { backend, tokenizer, train, validation, fit, accuracyOf } = task;
console.log(`${count(rowCount(train))} definitions of WordNet to learn from, ${count(rowCount(validation))} held out`);
const whole = task.freshModel();
await fit(whole, 3);

console.log(
  '\n1. Which matrices matter? What becomes of the accuracy when 80 % of one are 0, on rows that it learned from',
);
const judged = task.trainSample(JUDGED_ROWS);
const sensitivity = await analyzeSensitivity(whole, {
  ...{ criterion: weightMagnitude(), sparsities: [0.5, 0.8, 0.95] },
  evaluate: (model) => accuracyOf(model, judged),
});
await writeFile(pathOf('sensitivity.svg'), sensitivityChart(sensitivity, { figure: 'accuracy' }));
const at80 = sensitivity.points.filter(({ sparsity }) => sparsity === 0.8);
const ordered = at80.toSorted((one, other) => one.change - other.change);
for (const [name, point] of [['most', ordered.at(0)] as const, ['least', ordered.at(-1)] as const]) {
  console.log(`   ${name.padEnd(5)}  ${point?.change.toFixed(3).padStart(6)}  ${point?.matrix}`);
}

console.log(
  '\n2. Smaller: heads and units go until half of the arithmetic is left, then one epoch to recover, with the',
);
console.log('   whole model as the teacher');
const score = (model: BertModelWithHead) =>
  scoreUnits(model, maskFisher(), { backend, batches: task.batchesOf(judged) });
const { plan, report } = await planInRounds(whole, {
  ...SIZES,
  score,
  budget: { flops: modelFlops(whole, SIZES) / 2 },
});
for (const { layer, heads, units } of report.layers) {
  console.log(`   layer ${layer}: ${heads.after} of ${heads.before} heads, ${units.after} of ${units.before} units`);
}
const smaller = applyStructure(whole, plan);
const teacher = () => distillation({ teacher: whole, backend, alpha: 0.9, hidden: {} });
await fit(smaller, 1, [teacher()]);

console.log('\n3. And sparser: 80 % of its weights become 0, a few at a time, with the same teacher');
const sparser = applyStructure(smaller, wholeStructure(smaller.config));
const pruning = weightPruning({ criterion: optimalBrainDamage(), sparsity: 0.8 });
await fit(sparser, 3, [pruning, teacher()]);
const { zeros, weights } = pruning.report();
console.log(`   ${count(zeros)} of ${count(weights)} weights of the layers are 0`);
const { fileBytes } = await saveSparseWeights(sparser, pathOf('model.sparse.safetensors'));
await writeFilesTogether([...tokenizerFiles(tokenizer, OUTPUT), ...modelFiles(sparser, OUTPUT)]);

const models = Object.entries({ whole, smaller, 'smaller, sparser': sparser });
const times = await createLatencyMeter({ backend, ...SIZES }).measure(models.map(([, model]) => model));
console.log(`\n                    accuracy  parameters    weights  ${SIZES.batchSize} texts`);
for (const [index, [name, model]] of models.entries()) {
  const { parameterCount } = model.arena;
  const bytes = model === sparser ? fileBytes : 4 * parameterCount;
  const cells = [(await accuracyOf(model)).toFixed(3), count(parameterCount), `${(bytes / 1e6).toFixed(1)} MB`];
  const row = cells.map((cell, column) => cell.padStart([8, 10, 9][column] ?? 0)).join('  ');
  console.log(`${name.padEnd(18)}  ${row}  ${times[index]?.toFixed(2).padStart(5)} ms`);
}
console.log(`\nIn ${OUTPUT}: the last model, the same without its zeros, and sensitivity.svg, a chart for a browser.`);
