/** What the benchmark reads: SST-2's sentences for a classifier, WikiText's paragraphs for a masked language model. */

import { join } from 'node:path';
import {
  type BertConfig,
  BertForMaskedLM,
  BertForSequenceClassification,
  type BertModelWithHead,
  DEFAULT_BERT_CONFIG,
} from '@bertsmith/bert-core';
import {
  type EncodedExamples,
  type Example,
  encodeExamples,
  findTask,
  IGNORED_LABEL,
  Xoshiro128,
} from '@bertsmith/data';
import { WordPieceTokenizer } from '@bertsmith/tokenizer-wordpiece';
import { SHARED_FOLDER } from '../harness/shared-folder.js';
import { requireFile } from '../inference/shared-files.js';

/** Texts with what is to be learned of them, and the model that learns it. */
export interface Corpus {
  readonly name: string;
  readonly examples: EncodedExamples;
  readonly batchSize: number;
  readonly maxLength: number;
  model(): BertModelWithHead;
}

const [MASK_TOKEN, MASKED_SHARE] = [103, 0.15];
const SEED = { seed: 1 };

/** 6 layers of width 384, with random weights and dropout as usual. */
const CONFIG: BertConfig = {
  ...DEFAULT_BERT_CONFIG,
  hiddenSize: 384,
  numHiddenLayers: 6,
  numAttentionHeads: 12,
  intermediateSize: 1536,
  labels: ['negative', 'positive'],
};

export const CORPORA: readonly (() => Promise<Corpus>)[] = [
  async () => {
    const { train } = await findTask('sst2').load({ path: join(SHARED_FOLDER, 'data', 'glue') });
    return {
      name: 'SST-2, classifier, 32',
      examples: encodeExamples(train as readonly Example[], tokenizer(), { maxLength: 128, numLabels: 2 }),
      ...{ batchSize: 32, maxLength: 128 },
      model: () => BertForSequenceClassification.initialize(CONFIG, SEED),
    };
  },
  async () => ({
    name: 'WikiText, masked LM, 8',
    examples: maskedParagraphs(256),
    ...{ batchSize: 8, maxLength: 256 },
    model: () => BertForMaskedLM.initialize(CONFIG, SEED),
  }),
];

function tokenizer(): WordPieceTokenizer {
  const vocabulary = requireFile(join(SHARED_FOLDER, 'data', 'vocab', 'bert-base-uncased-vocab.txt'))
    .trimEnd()
    .split('\n');
  return new WordPieceTokenizer({ vocabulary });
}

/** Paragraphs of WikiText-2's validation and test parts, longer ones cut; headings are none. */
function maskedParagraphs(maxLength: number): EncodedExamples {
  const lines = ['valid', 'test'].flatMap((part) =>
    requireFile(join(SHARED_FOLDER, 'data', 'text', `wiki.${part}.raw`))
      .split('\n')
      .map((line) => line.trim()),
  );
  const rows = lines.filter((line) => line !== '' && !line.startsWith('=')).map((text) => ({ text, label: 0 }));
  const encoded = encodeExamples(rows, tokenizer(), { maxLength, numLabels: 1 });
  return mask(encoded);
}

/** 15 % of the tokens with a label and behind a mask, at random. */
function mask(examples: EncodedExamples): EncodedExamples {
  const generator = Xoshiro128.fromSeed(SEED.seed, 0);
  const isMasked = Uint8Array.from(examples.inputIds, () => Number(generator.nextBelow(1000) < 1000 * MASKED_SHARE));
  const labels = examples.inputIds.map((id, token) => (isMasked[token] ? id : IGNORED_LABEL));
  const inputIds = examples.inputIds.map((id, token) => (isMasked[token] ? MASK_TOKEN : id));
  return { ...examples, inputIds, targets: { labels: { per: 'token', dtype: 'int32', data: labels } } };
}
