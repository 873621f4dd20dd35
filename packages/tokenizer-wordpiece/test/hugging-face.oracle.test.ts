import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DATA, hasData, isExhaustive, listTextFiles, NO_DATA, readDefinitions, readInputs, share } from './corpora.js';
import { generateTexts } from './generated-texts.js';
import { createOracles, expectAsJavaScript, expectAsRust, type Oracles } from './oracles.js';
import { fixturePath } from './read-fixture.js';

/** Texts of each file and definitions that the quick tests compare. */
const LINES = 200;
const DEFINITIONS = 2000;
/** Generated strings: of each normalizer, and in all about 5,000, or 120,000 in the exhaustive tests. */
const GENERATED = isExhaustive ? 20_000 : 800;
const TIMEOUT_MS = isExhaustive ? 1_800_000 : 120_000;

/** The real vocabulary where it is, a small one otherwise. */
const path = hasData ? join(DATA, 'vocab', 'tokenizer.json') : fixturePath('tokenizer.json');

function withNormalizer(normalizer: object): Oracles {
  return createOracles(path, (json) => ({ ...json, normalizer: { ...(json.normalizer as object), ...normalizer } }));
}

describe('ids, token types and offsets are those of the Rust library', { timeout: TIMEOUT_MS }, () => {
  const oracles = createOracles(path);

  it.for(hasData ? listTextFiles() : ['the texts of the project'])('on %s', async (file, { skip }) => {
    if (!hasData) return skip(NO_DATA);
    const inputs = readInputs(file);
    if (inputs === undefined) return skip(`${file} needs the program bzip2`);
    await expectAsRust(oracles, share(inputs, LINES));
  });

  it('on the definitions of WordNet', async () => {
    const definitions = readDefinitions();
    expect(definitions.length).toBeGreaterThan(100_000);
    await expectAsRust(oracles, share(definitions, DEFINITIONS));
  });

  it.each([
    [1, {}],
    [2, { lowercase: false }],
    [3, { strip_accents: false }],
    [4, { strip_accents: true, lowercase: false }],
    [5, { clean_text: false, handle_chinese_chars: false }],
    [6, { clean_text: false, handle_chinese_chars: false, strip_accents: true, lowercase: false }],
  ])('on strings of all of Unicode, seed %i, %j', async (seed, normalizer) => {
    const texts = generateTexts(GENERATED, seed);
    const pairs = texts.slice(0, 100).map((text, index) => [text, texts[99 - index]!] as const);
    await expectAsRust(withNormalizer(normalizer), [...texts, ...pairs]);
  });
});

describe('ids and token types are those of the JavaScript library', { timeout: TIMEOUT_MS }, () => {
  const oracles = createOracles(path);

  it('on the definitions of WordNet, alone and in pairs', () => {
    const definitions = share(readDefinitions(), DEFINITIONS / 2);
    const pairs = definitions.slice(1, 101).map((text, index) => [text, definitions[index]!] as const);
    expectAsJavaScript(oracles, [...definitions, ...pairs]);
  });

  it.for(['text/wiki.test.raw', 'glue/SST-2/dev.tsv'])('on %s', (file, { skip }) => {
    if (!hasData) return skip(NO_DATA);
    expectAsJavaScript(oracles, share(readInputs(file)!, LINES));
  });
});

describe('where the two libraries disagree, the Rust library is right', () => {
  const oracles = createOracles(path);

  it.each([
    ['a final sigma, which JavaScript lower-cases by its neighbours', 'ΑΣ'],
    ['punctuation that the tables of the Rust library do not know', 'a\u061db'],
    ['an accent that the tables of the Rust library do not know', 'a\u07fdb'],
  ])('on %s', async (_, text) => {
    const rust = (await oracles.rust.encode(text)).getIds();
    expect(oracles.javaScript.encode(text).ids).not.toEqual(rust);
    expect(Array.from(oracles.ours.encodeIds(text))).toEqual(rust);
  });
});
