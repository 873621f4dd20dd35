import { FormatError } from '@bertsmith/tensor';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseShardIndex } from './parse-shard-index.js';

const PATH = 'model.safetensors.index.json';

it('groups tensors by file', () => {
  const weightMap = { a: 'one.safetensors', b: 'two.safetensors', c: 'one.safetensors', __proto__x: 'two.safetensors' };
  const text = JSON.stringify({ metadata: { total_size: 7 }, weight_map: weightMap });
  expect([...parseShardIndex(text, PATH)]).toEqual([
    ['one.safetensors', ['a', 'c']],
    ['two.safetensors', ['b', '__proto__x']],
  ]);
});

it('refuses everything else with a FormatError', () => {
  const index = fc.json().map((json) => `{"weight_map": ${json}}`);
  const files = fc.dictionary(fc.string(), fc.string()).map((map) => JSON.stringify({ weight_map: map }));
  fc.assert(
    fc.property(fc.oneof(fc.json(), fc.string(), index, files), (text) => {
      try {
        for (const file of parseShardIndex(text, PATH).keys()) expect(file).not.toMatch(/[/\\]|^\.\.?$/);
      } catch (error) {
        if (!FormatError.isInstance(error)) throw error;
      }
    }),
    { numRuns: 1_000 },
  );
});
