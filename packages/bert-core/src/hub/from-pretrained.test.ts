import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WordPieceTokenizer } from '@bertsmith/tokenizer-wordpiece';
import { saveTokenizer } from '@bertsmith/tokenizer-wordpiece/files';
import { expect, it } from 'vitest';
import { hasSameBits } from '../../test/distance.js';
import { useHub } from '../../test/hub-fixture.js';
import { TINY_CONFIG } from '../../test/tiny-config.js';
import { saveModel } from '../checkpoint/model-directory.js';
import { BertForMaskedLM } from '../models/bert-for-masked-lm.js';
import { BertForTokenClassification } from '../models/bert-for-token-classification.js';
import { fromPretrained } from './from-pretrained.js';

const fixture = useHub();

it('gives a model and its tokenizer by their name on the hub, or their place here', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'bertsmith-pretrained-'));
  const model = BertForMaskedLM.initialize(TINY_CONFIG, { seed: 9 });
  await saveModel(model, folder);
  await saveTokenizer(new WordPieceTokenizer({ vocabulary: ['[PAD]', '[UNK]', '[CLS]', '[SEP]', 'cat'] }), folder);
  const files = await Promise.all(
    (await readdir(folder)).map(async (name) => [name, await readFile(join(folder, name))] as const),
  );
  fixture.hub.publish('org/masked', Object.fromEntries(files));
  const { endpoint } = fixture.hub;
  const { cacheDirectory } = fixture;
  const downloaded = await fromPretrained('org/masked', { endpoint, cacheDirectory });
  expect(downloaded.model).toBeInstanceOf(BertForMaskedLM);
  expect(hasSameBits(downloaded.model.arena.data, model.arena.data)).toBe(true);
  expect([...downloaded.tokenizer.encodeIds('cat')]).toEqual([2, 4, 3]);
  const tagger = await fromPretrained(folder, { architecture: 'BertForTokenClassification', labels: ['O', 'B-X'] });
  expect(tagger.model).toBeInstanceOf(BertForTokenClassification);
  expect(tagger.missing).toEqual(['classifier.weight', 'classifier.bias']);
  expect(tagger.directory).toBe(folder);
  await rm(folder, { recursive: true });
});
