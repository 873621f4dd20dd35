import { FormatError } from '@bertsmith/tensor';
import { expect, it } from 'vitest';
import { readFormats } from './format-settings.js';
import { KNOWN_SCHEMES } from './known-schemes.js';

const read = (name: string, settings: unknown) =>
  readFormats(
    { quant_method: 'bertsmith', schemes: [{ name, settings }], weights: { w: 0 } },
    KNOWN_SCHEMES,
    'dir/config.json',
  );

it.each([
  ['static-int8', undefined],
  ['static-int8', null],
  ['static-int8', { format: 'other' }],
  ['block-weights', { bits: 5, block_size: 32 }],
  ['block-weights', { bits: 4, block_size: '32' }],
  ['int4-table', { block_size: 'many' }],
  ['smoothed-static-int8', { format: 3 }],
])('says of damaged settings of %s, %j, where they are', (name, settings) => {
  expect(() => read(name, settings)).toThrow(FormatError);
  expect(() => read(name, settings)).toThrow(
    /^dir\/config\.json: quantization_config has (no )?settings of the scheme '/,
  );
});
