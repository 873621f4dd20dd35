import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';

/** A loop that never ends is ended. */
const TIMEOUT_MS = 30_000;

/** What somebody does who has no ES modules: the builds are made by another tool, and have been wrong where the others were right. */
const PROGRAM = `
const { createOnnxRuntimeBackend } = require('@bertsmith/backend-onnxruntime');
const { BertForSequenceClassification, presetConfig, TextClassifier } = require('@bertsmith/bert-core');
const { loadModel, saveModel } = require('@bertsmith/bert-core/files');
const { trainWordPiece, parseTokenizerJson, formatTokenizerJson } = require('@bertsmith/tokenizer-wordpiece');
const { mkdtempSync, rmSync } = require('node:fs');

(async () => {
  const trained = await trainWordPiece(['a large cat', 'a small cat, a small dog'], { minFrequency: 1 });
  const tokenizer = parseTokenizerJson(formatTokenizerJson(trained));
  const config = presetConfig('tiny', { vocabSize: tokenizer.vocabulary.size, labels: ['no', 'yes'] });
  const directory = mkdtempSync(require('node:path').join(require('node:os').tmpdir(), 'bertsmith-cjs-'));
  await saveModel(BertForSequenceClassification.initialize(config, { seed: 1 }), directory);
  const { model } = await loadModel(directory);
  const classifier = await TextClassifier.create({ model, tokenizer, backend: createOnnxRuntimeBackend(), threads: 1 });
  const [answer] = await classifier.classify(['A large cat!']);
  console.log(tokenizer.encodeIds('a cat').length, answer.scores.length);
  await classifier.dispose();
  rmSync(directory, { recursive: true });
})();
`;

it('the CommonJS builds do what the others do', { timeout: TIMEOUT_MS }, () => {
  const settings = { cwd: import.meta.dirname, encoding: 'utf8', timeout: TIMEOUT_MS } as const;
  expect(execFileSync(process.execPath, ['--input-type=commonjs', '-e', PROGRAM], settings)).toBe('4 2\n');
});
