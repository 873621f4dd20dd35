import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { expect, it } from 'vitest';

/** Bytes, minified and gzipped, without a vocabulary: what the README states, and what must not be passed. */
const LIMITS = {
  'encoding and decoding, from a list of tokens': 15_000,
  'the same, from a tokenizer.json': 16_800,
  everything: 20_500,
};

it.each([
  [
    'encoding and decoding, from a list of tokens',
    "import { WordPieceTokenizer } from './index.ts'; console.log(WordPieceTokenizer);",
  ],
  [
    'the same, from a tokenizer.json',
    "import { parseTokenizerJson, WordPieceTokenizer } from './index.ts'; console.log(parseTokenizerJson, WordPieceTokenizer);",
  ],
  ['everything', "export * from './index.ts';"],
] as const)('a bundle with %s stays small', async (name, contents) => {
  const bundle = await build({
    stdin: { contents, resolveDir: fileURLToPath(new URL('../src', import.meta.url)), loader: 'ts' },
    ...{ bundle: true, minify: true, format: 'esm', target: 'es2022', platform: 'browser', write: false },
  });
  const size = gzipSync(bundle.outputFiles[0]!.contents, { level: 9 }).length;
  console.info(`${name}: ${(size / 1000).toFixed(1)} kB`);
  expect(size).toBeLessThan(LIMITS[name]);
});
