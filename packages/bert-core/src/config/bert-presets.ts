import { ConfigError } from '@bertsmith/tensor';
import { type BertConfig, DEFAULT_BERT_CONFIG } from './bert-config.js';

/** Layers and width of the published BERT miniatures (Turc et al. 2019, "Well-Read Students Learn Better"), and of BERT-base. */
const PRESET_SIZES = {
  tiny: { numHiddenLayers: 2, hiddenSize: 128 },
  mini: { numHiddenLayers: 4, hiddenSize: 256 },
  small: { numHiddenLayers: 4, hiddenSize: 512 },
  medium: { numHiddenLayers: 8, hiddenSize: 512 },
  base: { numHiddenLayers: 12, hiddenSize: 768 },
} as const;

/** Attention heads of the miniatures are this wide, and feed-forward layers this many times as wide as the hidden state. */
const HEAD_SIZE = 64;
const INTERMEDIATE_RATIO = 4;

/** The names of the presets, from the smallest. */
export const PRESET_NAMES = Object.keys(PRESET_SIZES) as readonly BertPreset[];

/** The name of a published size. */
export type BertPreset = keyof typeof PRESET_SIZES;

/**
 * The configuration of a published size.
 *
 * @throws ConfigError when there is no such preset
 */
export function presetConfig(preset: string, overrides: Partial<BertConfig> = {}): BertConfig {
  if (!Object.hasOwn(PRESET_SIZES, preset)) {
    throw new ConfigError(`there is no preset '${preset}'; presets are: ${PRESET_NAMES.join(', ')}`, { preset });
  }
  const { numHiddenLayers, hiddenSize } = PRESET_SIZES[preset as BertPreset];
  return {
    ...DEFAULT_BERT_CONFIG,
    numHiddenLayers,
    hiddenSize,
    numAttentionHeads: hiddenSize / HEAD_SIZE,
    intermediateSize: hiddenSize * INTERMEDIATE_RATIO,
    ...overrides,
  };
}
