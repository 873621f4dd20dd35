import { ConfigError } from '@bertsmith/tensor';
import { describe, expect, it } from 'vitest';
import { bertParameters } from '../parameters/bert-parameters.js';
import { checkBertConfig } from './bert-config-json.js';
import { PRESET_NAMES, presetConfig } from './bert-presets.js';

/** Parameters of transformers' `BertModel` with the published configurations (4.4, 11.2, 28.8, 41.4, 109.5 million). */
const PARAMETER_COUNTS = {
  tiny: 4_385_920,
  mini: 11_170_560,
  small: 28_763_648,
  medium: 41_373_184,
  base: 109_482_240,
};

function countParameters(preset: string): number {
  const counts = bertParameters(presetConfig(preset)).map(({ shape }) =>
    shape.reduce((product, size) => product * size, 1),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}

describe('presetConfig', () => {
  it.each(Object.entries(PARAMETER_COUNTS))('%s has %i parameters, as published', (preset, count) => {
    expect(countParameters(preset)).toBe(count);
    expect(() => checkBertConfig(presetConfig(preset))).not.toThrow();
  });

  it('names them from the smallest', () => {
    expect(PRESET_NAMES).toEqual(Object.keys(PARAMETER_COUNTS));
  });

  it('is changed by the overrides, which win', () => {
    const config = presetConfig('mini', { vocabSize: 8000, labels: ['no', 'yes'] });
    expect(config).toMatchObject({ hiddenSize: 256, numAttentionHeads: 4, vocabSize: 8000, labels: ['no', 'yes'] });
  });

  it.each(['huge', 'constructor', ''])('does not know %j, and lists those it knows', (preset) => {
    expect(() => presetConfig(preset)).toThrow(ConfigError);
    expect(() => presetConfig(preset)).toThrow(
      `there is no preset '${preset}'; presets are: tiny, mini, small, medium, base`,
    );
  });
});
