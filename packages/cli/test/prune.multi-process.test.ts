/** `bertsmith prune` over a table: from a trained model to smaller and sparser ones that every other command takes. */
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BertConfig, BertForSequenceClassification } from '@bertsmith/bert-core';
import { loadModel, saveModel } from '@bertsmith/bert-core/files';
import { loadSparseWeights } from '@bertsmith/prune';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { animalRows } from './animal-rows.js';
import { runBertsmith } from './run-bertsmith.js';

const TIMEOUT_MS = 60_000;
const TASK = ['--task', 'csv:animals.csv,text=text,label=kind'];
const TASK_OF_OTHER_WORDS = ['--task', 'csv:names.csv,text=text,label=kind'];
const FORESTRY = ['--task', 'csv:trees.csv,text=text,label=kind'];
const SIZE = ['--batch-size', '8', '--max-length', '16'];
const RECOVERY = [...TASK, ...SIZE, '--recover-epochs', '1'];
/** Layers of `tiny`: 2 of 2 heads and 512 units, width 128. */
const HEAD = 4 * 64 * 128 + 3 * 64;
const UNIT = 2 * 128 + 1;

let folder: string;
const run = (...args: string[]) => runBertsmith(args, { cwd: folder });
const pruning = (output: string, ...args: string[]) => run('prune', '--model', 'whole', '--output', output, ...args);
const weightsOf = (output: string) => readFileSync(join(folder, output, 'model.safetensors'));

async function pruned(output: string, ...args: string[]) {
  const { status, stdout, stderr } = await pruning(output, ...args, '--json');
  expect(status, stderr).toBe(0);
  return { record: JSON.parse(stdout), stderr };
}

/** A model that knows nothing, of the words and labels of `whole`. */
async function writeLike(name: string, changes: Partial<BertConfig>): Promise<void> {
  cpSync(join(folder, 'whole'), join(folder, name), { recursive: true });
  const { config } = (await loadModel(join(folder, name))).model;
  await saveModel(BertForSequenceClassification.initialize({ ...config, ...changes }, { seed: 1 }), join(folder, name));
}

async function evaluated(model: string, ...args: string[]) {
  const { status, stdout, stderr } = await run('evaluate', '--model', model, ...TASK, ...SIZE, ...args, '--json');
  expect(status, stderr).toBe(0);
  return JSON.parse(stdout);
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bertsmith-prune-'));
  const fish = animalRows(['carp', 'perch', 'trout', 'eel'], 'fish');
  const rows = [...fish, ...animalRows(['heron', 'lark', 'finch', 'wren'], 'bird')];
  writeFileSync(join(folder, 'animals.csv'), `text,kind\n${rows.join('\n')}\n`);
  writeFileSync(join(folder, 'trees.csv'), `text,kind\n${rows.join('\n').replace(/fish/g, 'oak')}\n`);
  writeFileSync(join(folder, 'names.csv'), `text,kind\n${rows.join('\n').replace(/carp|lark/g, 'queen')}\n`);
  writeFileSync(join(folder, 'words.txt'), 'a quick zebra\n');
  const settings = [...SIZE, '--vocab-size', '200', '--epochs', '12', '--learning-rate', '1e-3'];
  const trained = await run('train', ...TASK, ...settings, '--output', 'whole');
  const short = ['--batch-size', '8', '--vocab-size', '200', '--max-steps', '1'];
  const foresters = await run('train', ...FORESTRY, ...short, '--output', 'foresters');
  const strangers = await run('train', ...TASK_OF_OTHER_WORDS, ...short, '--output', 'strangers');
  for (const { status, stderr } of [trained, foresters, strangers]) expect(status, stderr).toBe(0);
  await writeLike('brief', { maxPositionEmbeddings: 40 });
  await writeLike('several', { problemType: 'multi_label_classification' });
  cpSync(join(folder, 'whole'), join(folder, 'bytes'), { recursive: true });
  const config = JSON.parse(readFileSync(join(folder, 'bytes/config.json'), 'utf8'));
  writeFileSync(join(folder, 'bytes/config.json'), JSON.stringify({ ...config, quantization_config: {} }));
}, TIMEOUT_MS);
afterAll(() => rmSync(folder, { recursive: true }));

describe('bertsmith prune', () => {
  it(
    'takes out words, layers, heads and units, and says what came of it',
    async () => {
      const methods = ['--method', 'ffn,vocabulary,heads,layers', '--keep-layers', '1', '--sparsity', '0.7'];
      const words = ['--vocabulary-texts', 'task', '--holdout', '5', '--distill'];
      const { record, stderr } = await pruned('structure', ...methods, ...words, ...RECOVERY);
      expect(stderr).toMatch(/words: \d+ of \d+ stay\n.*\nlayers: [01] of 0 to 1 go\n/);
      const { before, after, ratio, structure } = record;
      expect(record).toMatchObject({ model: 'structure', from: 'whole', metric: 'accuracy', distilled: true });
      expect(record.methods).toEqual(['vocabulary', 'layers', 'heads', 'ffn']);
      const [was, is] = [await evaluated('whole', '--holdout', '5'), await evaluated('structure', '--holdout', '5')];
      expect(before).toMatchObject({ accuracy: was.accuracy, loss: was.loss, holdout: was.holdout });
      expect(after).toMatchObject({ accuracy: is.accuracy, loss: is.loss, holdout: is.holdout });
      for (const each of [before, after]) {
        expect(each).toMatchObject({ sparsity: 0, nonZero: expect.any(Number), compressedBytes: expect.any(Number) });
        expect(each.latencyMsMedian).toBeGreaterThan(0);
        expect(each.textsPerSecond).toBeGreaterThan(0);
        expect(each.peakRssBytes).toBeGreaterThan(each.baselineRssBytes);
      }
      const [layer] = structure.after.layers;
      expect(structure.before.layers).toEqual(new Array(2).fill({ heads: 2, units: 512 }));
      expect(structure.after.layers).toHaveLength(1);
      expect(structure.after.vocabSize).toBeLessThan(structure.before.vocabSize);
      // What is left of 2 layers is 30 % at most, biases and normalizations, which nothing takes out, included.
      const rest = before.parameters - structure.before.vocabSize * 128 - 2 * (2 * HEAD + 512 * UNIT);
      const left = after.parameters - structure.after.vocabSize * 128 - (layer.heads * HEAD + layer.units * UNIT);
      expect(left).toBeLessThan(rest);
      expect(layer.heads * HEAD + layer.units * UNIT).toBeLessThan(0.3 * 2 * (2 * HEAD + 512 * UNIT));
      expect(ratio.fileBytes).toBeCloseTo(before.fileBytes / after.fileBytes, 9);
      expect(after.sparseFileBytes).toBeUndefined();
    },
    TIMEOUT_MS,
  );

  it(
    'leaves a model that predict, export and train take, and repeats itself from its own settings',
    async () => {
      const { record } = await pruned('taken', '--method', 'ffn', '--target-params', '300000', ...RECOVERY);
      expect(record.after.parameters).toBeLessThanOrEqual(300_000);
      expect(record.structure.after.layers.map(({ heads }: { heads: number }) => heads)).toEqual([2, 2]);
      const predicted = await run('predict', '--model', 'taken', 'an old trout');
      const exported = await run('export', '--model', 'taken', '--output', 'taken.onnx');
      const trained = await run('train', '--model', 'taken', ...TASK, '--max-steps', '2', '--output', 'trained');
      for (const { status, stderr } of [predicted, exported, trained]) expect(status, stderr).toBe(0);
      const again = await runBertsmith(
        ['prune', '--config', join(folder, 'taken/training_config.yaml'), '--output', join(folder, 'again')],
        { cwd: tmpdir() },
      );
      expect(again.status, again.stderr).toBe(0);
      expect(again.stdout).toMatch(/accuracy, 4 examples +[\d.]+ +[\d.]+\n/);
      expect(again.stdout).toMatch(/parameters +[\d,]+ +[\d,]+\n/);
      expect(weightsOf('again')).toEqual(weightsOf('taken'));
    },
    TIMEOUT_MS,
  );

  it.each(['magnitude', 'movement', 'obd'])(
    'sets weights to 0 by %s while the model recovers, and keeps a file without them',
    async (method) => {
      const { record } = await pruned(method, '--method', method, '--sparsity', '0.8', '--distill', ...RECOVERY);
      // 2 layers of 12 x 128 x 128 weights, of which 0.8 is no whole number.
      const weights = 2 * 12 * 128 * 128;
      expect(record.after.sparsity).toBe(Math.round(0.8 * weights) / weights);
      expect(record.before.sparsity).toBe(0);
      expect(record.after.compressedBytes).toBeLessThan(record.before.compressedBytes);
      expect(record.after.sparseFileBytes).toBeLessThan(record.after.fileBytes);
      const { model } = await loadModel(join(folder, method), { architecture: 'BertForSequenceClassification' });
      const sparse = BertForSequenceClassification.initialize(model.config, { seed: 9 });
      await loadSparseWeights(sparse, join(folder, record.sparseFile));
      expect(sparse.arena.data).toEqual(model.arena.data);
    },
    TIMEOUT_MS,
  );

  it(
    'keeps what is 0 already, where structure goes and where the model is trained on',
    async () => {
      await pruned('zeros', '--method', 'magnitude', '--pattern', '2:4');
      const note = /^50\.0 % of the encoder's weights are 0, and stay so$/m;
      const fewer = ['--model', 'zeros', '--method', 'ffn', '--target-params', '300000', '--output', 'fewer-zeros'];
      const cut = await run('prune', ...fewer, ...RECOVERY, '--json');
      expect(cut.status, cut.stderr).toBe(0);
      // Of what goes not exactly half is 0.
      expect(JSON.parse(cut.stdout)).toMatchObject({
        before: { sparsity: 0.5 },
        after: { sparsity: expect.closeTo(0.5, 1) },
      });
      const more = ['--method', 'movement', '--sparsity', '0.6', '--output', 'more-zeros'];
      const sparser = await run('prune', '--model', 'zeros', ...more, ...RECOVERY, '--json');
      expect(sparser.stderr).toMatch(note);
      expect(JSON.parse(sparser.stdout).after.sparsity).toBeCloseTo(0.6, 2);
      const trained = await run('train', '--model', 'zeros', ...TASK, '--max-steps', '2', '--output', 'trained-zeros');
      expect(trained.stderr).toMatch(note);
      const models = ['zeros', 'trained-zeros', 'more-zeros'].map((name) => loadModel(join(folder, name)));
      const zeros = (await Promise.all(models)).map(({ model }) =>
        model.arena.data.map((value) => Number(value === 0)),
      );
      const [before, after, further] = zeros as [Float32Array, Float32Array, Float32Array];
      expect(after).toEqual(before);
      expect(before.filter((isZero, at) => isZero === 1 && further[at] === 0)).toHaveLength(0);
    },
    TIMEOUT_MS,
  );

  it(
    'learns of another teacher, where one is named',
    async () => {
      const longer = ['--epochs', '2', '--seed', '5'];
      const wise = await run('train', '--model', 'whole', ...TASK, ...SIZE, ...longer, '--output', 'wise');
      expect(wise.status, wise.stderr).toBe(0);
      cpSync(join(folder, 'whole'), join(folder, 'copy'), { recursive: true });
      const args = ['--method', 'vocabulary,obd', '--sparsity', '0.5', '--vocabulary-texts', 'task', '--alpha', '1'];
      const { record, stderr } = await pruned('taught', ...args, '--teacher', 'wise', ...RECOVERY);
      expect(record).toMatchObject({ distilled: true, distilledFrom: 'wise', from: 'whole' });
      expect(stderr).toMatch(/^the teacher: wise, [\d,]+ parameters$/m);
      expect(readFileSync(join(folder, 'taught/training_config.yaml'), 'utf8')).toContain(join(folder, 'wise'));
      const { record: own } = await pruned('self-taught', ...args, '--distill', ...RECOVERY);
      expect(own).toMatchObject({ distilled: true, distilledFrom: 'whole', before: { loss: record.before.loss } });
      await pruned('taught-by-a-copy', ...args, '--teacher', 'copy', ...RECOVERY);
      expect(weightsOf('taught-by-a-copy')).toEqual(weightsOf('self-taught'));
      expect(weightsOf('taught')).not.toEqual(weightsOf('self-taught'));
    },
    TIMEOUT_MS,
  );

  // A time is of this machine, which other programs use.
  it('takes out what a target of time asks for', { timeout: TIMEOUT_MS, retry: 3 }, async () => {
    const faster = ['--method', 'heads,ffn', '--target-speedup', '1.3', '--target-batch', '32', '--overwrite'];
    const { record } = await pruned('faster', ...faster, ...TASK, '--max-length', '16', '--recover-epochs', '0');
    expect(record.after.parameters).toBeLessThan(record.before.parameters);
    const { before, after, target } = record;
    expect(after.textsPerSecond).toBeGreaterThan(before.textsPerSecond);
    expect(target).toEqual({ kind: 'speedup', asked: 1.3, measured: expect.any(Number), batch: 32 });
    expect(target.measured).toBeCloseTo(after.textsPerSecond / before.textsPerSecond, 10);
  });

  it(
    'prunes blocks while the model is trained, then cuts them out',
    async () => {
      const args = ['--method', 'blocks', '--sparsity', '0.5', ...RECOVERY, '--distill', '--transfer', 'hidden'];
      const { record } = await pruned('blocks', ...args);
      const { layers } = record.structure.after;
      const sum = (part: 'heads' | 'units') =>
        layers.reduce((total: number, layer: { heads: number; units: number }) => total + layer[part], 0);
      // Half of all parameters of the layers, biases and normalizations included, which stay: a little more of heads and units.
      expect([sum('heads'), sum('units')]).toEqual([2, 480]);
      // 2 layers of 198,272 parameters: one block of 32 units more would be less than half gone.
      const gone = 2 * HEAD + (1024 - 480) * UNIT;
      expect(gone).toBeGreaterThanOrEqual(198_272);
      expect(gone - 32 * UNIT).toBeLessThan(198_272);
      expect(record.after.accuracy).toBe((await evaluated('blocks')).accuracy);
    },
    TIMEOUT_MS,
  );

  it(
    'needs no task for weights by their size and for layers from the top, and then measures on a dictionary',
    async () => {
      const { record } = await pruned('nothing', '--method', 'magnitude', '--sparsity', '0');
      expect(record.after).not.toHaveProperty('accuracy');
      expect(record.after.latencyMsMedian).toBeGreaterThan(0);
      expect(weightsOf('nothing')).toEqual(weightsOf('whole'));
      const half = ['--method', 'layers,magnitude', '--keep-layers', '1', '--pattern', '2:4'];
      const { record: other } = await pruned('half', ...half);
      expect(other.structure.after.layers).toHaveLength(1);
      expect(other.after.sparsity).toBe(0.5);
    },
    TIMEOUT_MS,
  );

  it(
    'takes out nothing where a target of time is met already, and trains nothing where nobody asks for it',
    async () => {
      const slow = ['--method', 'heads,ffn', '--target-ms', '10000', ...TASK, '--recover-epochs', '0'];
      const { record } = await pruned('slow', ...slow);
      expect(record.structure.after).toEqual(record.structure.before);
      expect(record).not.toHaveProperty('steps');
      expect(record.after.accuracy).toBe(record.before.accuracy);
      expect(weightsOf('slow')).toEqual(weightsOf('whole'));
      const obd = await pruned('obd-at-once', '--method', 'obd', '--sparsity', '0.5', ...TASK, '--recover-epochs', '0');
      expect(obd.record.after.sparsity).toBe(0.5);
    },
    TIMEOUT_MS,
  );

  it(
    'goes on from a checkpoint of itself with what it cut out, to the same bits',
    async () => {
      const args = ['--method', 'heads,ffn', '--sparsity', '0.5', ...TASK, ...SIZE, '--recover-epochs', '10'];
      await pruned('straight', ...args);
      let isInterrupted = false;
      const onStderr = (seen: string, interrupt: () => void) => {
        if (isInterrupted || !/^checkpoint: .*stopped/m.test(seen)) return;
        isInterrupted = true;
        interrupt();
      };
      const command = ['prune', '--model', 'whole', '--output', 'stopped', ...args, '--checkpoint-every', '3'];
      const stopped = await runBertsmith(command, { cwd: folder, onStderr });
      expect(stopped.status, stopped.stderr).toBe(130);
      expect(stopped.stdout).toContain('bertsmith prune --config stopped/training_config.yaml --resume');
      expect(existsSync(join(folder, 'stopped/pruning_decisions.json'))).toBe(true);
      const resumed = await run('prune', '--config', 'stopped/training_config.yaml', '--resume');
      expect(resumed.status, resumed.stderr).toBe(0);
      expect(resumed.stderr).not.toContain('scoring heads and units');
      expect(weightsOf('stopped')).toEqual(weightsOf('straight'));
    },
    TIMEOUT_MS,
  );
});

describe('a run that did not come to its end', () => {
  it(
    'goes on from its decisions alone, where there is no checkpoint yet',
    async () => {
      const args = ['--method', 'heads,ffn', '--sparsity', '0.5', ...RECOVERY];
      await pruned('whole-run', ...args);
      mkdirSync(join(folder, 'decided'));
      const decisions = 'pruning_decisions.json';
      writeFileSync(join(folder, 'decided', decisions), readFileSync(join(folder, 'whole-run', decisions)));
      const { stderr } = await pruned('decided', ...args, '--resume');
      expect(stderr).not.toContain('scoring heads and units');
      expect(weightsOf('decided')).toEqual(weightsOf('whole-run'));
    },
    TIMEOUT_MS,
  );

  it(
    'of blocks is left as it is, says so, and goes on to the same bits',
    async () => {
      const args = ['--method', 'blocks', '--target-params', '300000', ...TASK, ...SIZE, '--recover-epochs', '10'];
      const { record } = await pruned('blocks-straight', ...args);
      expect(record.after.parameters).toBeLessThanOrEqual(300_000);
      let isInterrupted = false;
      const onStderr = (seen: string, interrupt: () => void) => {
        if (isInterrupted || !/^checkpoint: .*blocks-stopped/m.test(seen)) return;
        isInterrupted = true;
        interrupt();
      };
      const command = ['prune', '--model', 'whole', '--output', 'blocks-stopped', ...args, '--checkpoint-every', '3'];
      const stopped = await runBertsmith(command, { cwd: folder, onStderr });
      expect(stopped.status, stopped.stderr).toBe(130);
      expect(stopped.stdout).toContain('saved to blocks-stopped as it is now, not pruned to the end');
      expect(stopped.stdout).toContain('bertsmith prune --config blocks-stopped/training_config.yaml --resume');
      const predicted = await run('predict', '--model', 'blocks-stopped', 'an old trout');
      expect(predicted.status, predicted.stderr).toBe(0);
      const resumed = await run('prune', '--config', 'blocks-stopped/training_config.yaml', '--resume');
      expect(resumed.status, resumed.stderr).toBe(0);
      expect(weightsOf('blocks-stopped')).toEqual(weightsOf('blocks-straight'));
    },
    TIMEOUT_MS,
  );
});

describe('is refused with a sentence', () => {
  it.each<[string, string[], RegExp]>([
    [
      'parameters',
      ['heads,ffn', '--target-params', '1000'],
      /--target-params 1000 cannot be met .*: the closest is \d{5,};/,
    ],
    ['a share', ['blocks', '--sparsity', '0.999'], /--sparsity 0\.999 cannot be met .*: the closest is 0\.\d+;/],
    [
      'a speedup',
      ['layers', '--target-speedup', '1000'],
      /--target-speedup 1000 cannot be met .*: the closest is [\d.]+/,
    ],
    ['a time', ['heads,ffn', '--target-ms', '0.0001'], /--target-ms 0\.0001 cannot be met .*: the closest is [\d.]+;/],
  ])('%s that cannot be had, with what can', async (_, method, message) => {
    await expectRefusal(['--method', ...method, ...RECOVERY], message);
  });

  it.each<[string, string[], RegExp]>([
    ['a model of another task', FORESTRY, /this model was not trained for/],
    ['no model', ['--model', 'nowhere'], /nowhere/],
    ['no teacher', ['--teacher', 'nowhere', ...RECOVERY], /nowhere/],
    [
      'a teacher of another task',
      ['--teacher', 'foresters', ...RECOVERY],
      /the teacher in foresters was not trained for/,
    ],
    [
      'a teacher of shorter texts',
      ['--teacher', 'brief', ...TASK, '--max-length', '60'],
      /the teacher in brief takes at most 40 tokens, and texts are cut at 60: give --max-length 40 or less/,
    ],
    [
      'a teacher of another kind of labels',
      ['--teacher', 'several', ...RECOVERY],
      /distillation: the teacher's labels are of a multi_label_classification, the student's of a single_label/,
    ],
    ['a teacher without float weights', ['--teacher', 'bytes', ...RECOVERY], /the teacher in bytes is quantized: take/],
    [
      'a teacher of other words',
      ['--teacher', 'strangers', ...RECOVERY],
      /the model in whole has another vocabulary than the teacher in strangers: .*; take a teacher of the same family/,
    ],
    [
      'more layers than there are',
      ['--method', 'layers,magnitude', '--keep-layers', '3'],
      /--keep-layers is 3, and the model has 2 layers: none would go/,
    ],
  ])('%s', async (_, args, message) => {
    await expectRefusal(['--method', 'magnitude', '--sparsity', '0.5', ...args], message);
  });

  it('a pattern that is none', async () => {
    await expectRefusal(['--method', 'magnitude', '--pattern', '4:4'], /the pattern is '4:4', expected N:M/);
  });

  async function expectRefusal(args: readonly string[], message: RegExp): Promise<void> {
    const { status, stderr, stdout } = await pruning('refused', ...args, '--overwrite');
    expect(stderr.trim().split('\n').at(-1)).toMatch(message);
    expect([status, stdout]).toEqual([1, '']);
    expect(existsSync(join(folder, 'refused/model.safetensors'))).toBe(false);
  }
});
