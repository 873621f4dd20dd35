import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BertForMaskedLM, presetConfig } from '@bertsmith/bert-core';
import { Vocabulary, WordPieceTokenizer } from '@bertsmith/tokenizer-wordpiece';
import { expect, it } from 'vitest';
import { loadModelDirectory } from './load-model-directory.js';
import { saveFloatDirectory } from './save-float-directory.js';

const TOKENS = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', 'fish'];

it('a float model has no weights of an earlier one beside it, quantized or in parts', async () => {
  const output = mkdtempSync(join(tmpdir(), 'bertsmith-float-'));
  const parts = ['model-00001-of-00001.safetensors', 'model.safetensors.index.json'];
  for (const name of ['model.onnx', 'model.onnx.data', 'other.onnx', ...parts])
    writeFileSync(join(output, name), 'old');
  const config = presetConfig('tiny', { vocabSize: TOKENS.length, numHiddenLayers: 1, maxPositionEmbeddings: 8 });
  const model = BertForMaskedLM.initialize(config, { seed: 1 });
  const tokenizer = new WordPieceTokenizer({ vocabulary: new Vocabulary(TOKENS) });
  await saveFloatDirectory({ model, tokenizer }, { output });
  expect(readdirSync(output)).toEqual([
    ...['config.json', 'model.safetensors', 'other.onnx', 'special_tokens_map.json', 'tokenizer.json'],
    ...['tokenizer_config.json', 'training_config.yaml', 'vocab.txt'],
  ]);
  expect((await loadModelDirectory(output)).model.arena.parameterCount).toBe(model.arena.parameterCount);
  rmSync(output, { recursive: true });
});
