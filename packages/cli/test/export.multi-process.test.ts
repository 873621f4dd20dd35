import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BertForSequenceClassification, presetConfig } from '@bertsmith/bert-core';
import { saveModel } from '@bertsmith/bert-core/files';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runBertsmith } from './run-bertsmith.js';

let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bertsmith-export-'));
  const config = presetConfig('tiny', { vocabSize: 100, labels: ['no', 'yes'] });
  await saveModel(BertForSequenceClassification.initialize(config, { seed: 1 }), join(folder, 'model'));
});

afterAll(() => rmSync(folder, { recursive: true }));

const runExport = (...args: string[]) => runBertsmith(['export', '--model', 'model', ...args], { cwd: folder });

describe('export', () => {
  it('writes an ONNX file, in a directory that it makes, and says so', async () => {
    const { status, stdout, stderr } = await runExport('--output', 'onnx/model.onnx');
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toBe(
      'inputs   input_ids, attention_mask, token_type_ids\noutputs  logits\nsaved to onnx/model.onnx (2 MB)\n',
    );
    expect(readFileSync(join(folder, 'onnx', 'model.onnx')).includes('classifier.weight')).toBe(true);
  });

  it('prints one JSON object, and puts the parameters into a second file', async () => {
    const { status, stdout, stderr } = await runExport('--output', 'two.onnx', '--external-data', '--json');
    expect(status, stderr).toBe(0);
    const sizeBytes = (name: string) => statSync(join(folder, name)).size;
    expect(JSON.parse(stdout)).toEqual({
      model: 'model',
      architecture: 'BertForSequenceClassification',
      files: [
        { path: 'two.onnx', sizeBytes: sizeBytes('two.onnx') },
        { path: 'two.onnx.data', sizeBytes: sizeBytes('two.onnx.data') },
      ],
      inputs: ['input_ids', 'attention_mask', 'token_type_ids'],
      outputs: ['logits'],
    });
    expect(sizeBytes('two.onnx.data')).toBeGreaterThan(10 * sizeBytes('two.onnx'));
  });

  it('replaces a file only when asked to', async () => {
    const path = join(folder, 'old.onnx');
    writeFileSync(path, 'old');
    const refused = await runExport('--output', 'old.onnx');
    expect(refused).toMatchObject({ status: 1, stdout: '' });
    expect(refused.stderr).toBe(
      "error: the output file 'old.onnx' is there already: choose another name, or replace it with --overwrite\n",
    );
    expect(readFileSync(path, 'utf8')).toBe('old');
    expect((await runExport('--output', 'old.onnx', '--overwrite')).status).toBe(0);
    expect(statSync(path).size).toBeGreaterThan(1e6);
  });

  it('writes nothing when the model cannot be read, or the output is a directory', async () => {
    const missing = await runBertsmith(['export', '--model', 'none', '--output', 'none.onnx'], { cwd: folder });
    expect(missing.status).toBe(1);
    expect(missing.stderr).toContain(join('none', 'config.json'));
    expect(existsSync(join(folder, 'none.onnx'))).toBe(false);
    const directory = await runExport('--output', 'model');
    expect(directory.stderr).toBe("error: the output 'model' is a directory: name a file in it\n");
  });
});
