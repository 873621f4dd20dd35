import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createOnnxRuntimeBackend } from '@bertsmith/backend-onnxruntime';
import { BertModel, presetConfig } from '@bertsmith/bert-core';
import { type QuantizedModel, quantize } from '@bertsmith/quantize';
import { InputError } from '@bertsmith/tensor';
import { Vocabulary, WordPieceTokenizer } from '@bertsmith/tokenizer-wordpiece';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { saveQuantizedDirectory } from './save-quantized-directory.js';

const TOKENS = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', 'fish'];
const tokenizer = new WordPieceTokenizer({ vocabulary: new Vocabulary(TOKENS) });
const WRITTEN = ['config.json', 'model.onnx', 'special_tokens_map.json', 'tokenizer.json', 'tokenizer_config.json'];

let output: string;
let model: QuantizedModel;

beforeAll(async () => {
  const config = presetConfig('tiny', { vocabSize: TOKENS.length, numHiddenLayers: 1, maxPositionEmbeddings: 8 });
  const options = { backend: createOnnxRuntimeBackend(), measure: false } as const;
  model = (await quantize(BertModel.initialize(config, { seed: 1 }), options)).model;
});
beforeEach(() => {
  output = mkdtempSync(join(tmpdir(), 'bertsmith-save-'));
});
afterEach(() => rmSync(output, { recursive: true }));

function write(name: string, content: string): void {
  mkdirSync(dirname(join(output, name)), { recursive: true });
  writeFileSync(join(output, name), content);
}

const save = (companions: Record<string, string> = {}) =>
  saveQuantizedDirectory(model, { tokenizer, companions: new Map(Object.entries(companions)) }, { output });

describe('a quantized directory', () => {
  it('has nothing of the embedder that was there', async () => {
    const modules = JSON.stringify([{ path: 'old_Pooling/' }, { path: '1_Pooling' }]);
    for (const name of ['sentence_bert_config.json', 'old_Pooling/config.json', '1_Pooling/config.json'])
      write(name, '{}');
    for (const name of ['model.safetensors', 'model.onnx.data', 'notes.txt']) write(name, 'old');
    write('modules.json', modules);
    await save({ 'modules.json': '[{"path":"1_Pooling"}]', '1_Pooling/config.json': 'new' });
    const names = [...WRITTEN, '1_Pooling', 'modules.json', 'notes.txt', 'training_config.yaml', 'vocab.txt'];
    expect(readdirSync(output)).toEqual(names.toSorted());
    expect(readFileSync(join(output, '1_Pooling/config.json'), 'utf8')).toBe('new');
    await save();
    expect(readdirSync(output)).toEqual([...WRITTEN, 'notes.txt', 'training_config.yaml', 'vocab.txt'].toSorted());
  });

  it('replaces a list of modules that is damaged', async () => {
    write('modules.json', '[{');
    await save({ 'modules.json': '[]' });
    expect(readFileSync(join(output, 'modules.json'), 'utf8')).toBe('[]');
  });

  it('is as it was when the model cannot be written', async () => {
    for (const name of ['config.json', 'modules.json', 'vocab.txt']) write(name, 'old');
    const buildInferenceGraph = () => {
      throw new InputError('no graph');
    };
    const broken = Object.create(model, { buildInferenceGraph: { value: buildInferenceGraph } });
    const companions = new Map([['modules.json', '[]']]);
    await expect(saveQuantizedDirectory(broken, { tokenizer, companions }, { output })).rejects.toThrow('no graph');
    expect(readdirSync(output)).toEqual(['config.json', 'modules.json', 'vocab.txt']);
    for (const name of readdirSync(output)) expect(readFileSync(join(output, name), 'utf8')).toBe('old');
  });
});
