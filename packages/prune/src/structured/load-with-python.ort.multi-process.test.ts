import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BertForSequenceClassification } from '@bertsmith/bert-core';
import { saveModel } from '@bertsmith/bert-core/files';
import { trainWordPiece } from '@bertsmith/tokenizer-wordpiece';
import { saveTokenizer } from '@bertsmith/tokenizer-wordpiece/files';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  fillParameters,
  largestDifference,
  outputsOf,
  TINY_CONFIG,
  twoTexts,
} from '../../test/structured/tiny-models.js';
import { removeHeads } from './surgery/remove-heads.js';
import { removeIntermediateUnits } from './surgery/remove-intermediate-units.js';
import { removeLayers } from './surgery/remove-layers.js';
import { removeVocabularyRows } from './vocabulary/remove-vocabulary-rows.js';

/** Float32 there, float64 here; logits are around 1. */
const TOLERANCE = 1e-5;

const TIMEOUT_MS = 120_000;

const python = process.env.BERTSMITH_PYTHON;
const reason = 'skipped: BERTSMITH_PYTHON names no Python with torch, transformers and tokenizers';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'pruned-'));
});
afterEach(() => rm(directory, { recursive: true }));

function ask(script: string, input: unknown): unknown {
  const path = fileURLToPath(new URL(`../../test/structured/${script}`, import.meta.url));
  const options = { input: JSON.stringify(input), encoding: 'utf8' } as const;
  const { status, stdout, stderr } = spawnSync(python as string, [path, directory], options);
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

interface TheirLogits {
  readonly unsupported?: string;
  readonly logits: readonly number[];
  readonly attention_widths: readonly number[];
  readonly problems: readonly string[];
}

describe.skipIf(python === undefined)(`in Python${python === undefined ? ` (${reason})` : ''}`, () => {
  it(
    'a model with fewer heads, layers and units, as many in each layer, has the same logits',
    async ({ skip }) => {
      const config = { ...TINY_CONFIG, numHiddenLayers: 4, numAttentionHeads: 4 };
      const whole = fillParameters(new BertForSequenceClassification(config), 3);
      const thinner = removeIntermediateUnits(whole, { 0: [1, 2], 1: [0, 9], 2: [3, 4], 3: [5, 7] });
      const model = removeLayers(removeHeads(thinner, { 1: [0, 2], 3: [3] }), [0]);
      await saveModel(model, directory);
      const { feature_ids: _, feature_values: __, ...inputs } = twoTexts(config.vocabSize);
      const rows = Object.entries(inputs).map(([name, { data }]) => {
        const all = [...(data as Int32Array)];
        return [name, [all.slice(0, 5), all.slice(5)]];
      });
      const theirs = ask('pruned-logits.py', Object.fromEntries(rows)) as TheirLogits;
      if (theirs.unsupported !== undefined) skip(`transformers ${theirs.unsupported} no longer reads pruned_heads`);
      expect(theirs).toMatchObject({ attention_widths: [4, 8, 6], problems: [] });
      expect(largestDifference(outputsOf(model), theirs.logits)).toBeLessThan(TOLERANCE);
    },
    TIMEOUT_MS,
  );

  it(
    'a tokenizer with fewer words gives the same ids, from both of its files',
    async () => {
      const texts = ['the lowest of the low', 'a newer, lower tower', 'newest is lowest'];
      const tokenizer = await trainWordPiece([...texts, 'a strange zebra went away'], {
        vocabSize: 70,
        minFrequency: 1,
      });
      const { size: vocabSize } = tokenizer.vocabulary;
      const model = new BertForSequenceClassification({ ...TINY_CONFIG, vocabSize });
      const smaller = await removeVocabularyRows(model, tokenizer, { texts, keepCharacters: false });
      expect(smaller.rows.after).toBeLessThan(vocabSize);
      await saveTokenizer(smaller.tokenizer, directory);
      const asked = [...texts, 'a zebra is lower'];
      const ours = asked.map((text) => [...smaller.tokenizer.encodeIds(text)]);
      expect(ask('shorter-ids.py', asked)).toEqual([ours, ours]);
    },
    TIMEOUT_MS,
  );
});
