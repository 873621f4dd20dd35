/** Searches a dictionary by meaning; see README.md. */
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { createOnnxRuntimeBackend } from '@bertsmith/backend-onnxruntime';
import { BertForSentenceEmbedding, SentenceEmbedder } from '@bertsmith/bert-core';
import { loadDictionary } from './dictionary.js';
import { createEmbeddingSearch, loadEmbedder } from './embedding-search.js';
import { recall } from './search-engine.js';
import { createTfidfSearch } from './tfidf-search.js';

/** What the example `masked-words` writes. */
const DEFAULT_MODEL = 'models/masked-words';
const BUILT_IN_QUERIES = [
  'a place where sick people get better',
  'someone who looks after sheep',
  'not telling the truth',
];
const RESULTS = 3;

const { values, positionals } = parseArgs({
  args: process.argv.slice(2).filter((argument) => argument !== '--'),
  options: { model: { type: 'string', default: DEFAULT_MODEL } },
  allowPositionals: true,
});
const count = (value: number) => value.toLocaleString('en');

if (values.model === DEFAULT_MODEL && !existsSync(DEFAULT_MODEL)) {
  throw new Error(`there is no ${DEFAULT_MODEL}: run the example masked-words first, or give --model NAME`);
}
const { model, tokenizer, maxLength } = await loadEmbedder(values.model);
const backend = createOnnxRuntimeBackend();
/** An eighth of the dictionary will do; the test suite takes less. */
const { glosses, searches } = await loadDictionary(Number(process.env.EXAMPLE_EVERY_NTH_ROW ?? 8));
const definitions = glosses.map(({ definition }) => definition);
console.log(`${count(definitions.length)} definitions of WordNet, ${count(searches.length)} examples to find theirs\n`);

const options = { tokenizer, backend, maxLength, frozen: true };
const { config } = model;
const untrained = BertForSentenceEmbedding.initialize(config, { seed: 1, normalize: true });
await using embedder = await SentenceEmbedder.create({ model, ...options });
await using untrainedEmbedder = await SentenceEmbedder.create({ model: untrained, ...options });
const started = performance.now();
const engine = await createEmbeddingSearch(embedder, definitions);
const seconds = ((performance.now() - started) / 1000).toFixed(0);

console.log('recall of the right definition          first  first 10');
for (const [name, each] of [
  ['words in common (TF-IDF)', createTfidfSearch(definitions)],
  ['the same BERT, untrained', await createEmbeddingSearch(untrainedEmbedder, definitions)],
  [`BERT ${config.numHiddenLayers} x ${config.hiddenSize} (embedded in ${seconds} s)`, engine],
] as const) {
  const cells = (await recall(each, searches)).map((share) => share.toFixed(3).padStart(8));
  console.log(`${name.padEnd(36)} ${cells.join('  ')}`);
}

const queries = positionals.length > 0 ? positionals : BUILT_IN_QUERIES;
for (const [place, found] of (await engine(queries, RESULTS)).entries()) {
  console.log(`\n${queries[place]}`);
  for (const position of found) console.log(`  ${glosses[position]?.words[0]}: ${definitions[position]}`);
}
