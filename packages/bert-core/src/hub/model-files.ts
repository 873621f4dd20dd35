/** Which files of a repository a model here is made of. Others (ONNX, TensorFlow, Flax, OpenVINO) are the same weights again. */

/** Where weights may be, the best first. An index names the files (shards) that have them. */
export const WEIGHTS_FILES = [
  'model.safetensors',
  'model.safetensors.index.json',
  'pytorch_model.bin',
  'pytorch_model.bin.index.json',
] as const;

/** Either of these is a tokenizer. */
export const TOKENIZER_FILES = ['tokenizer.json', 'vocab.txt'] as const;

export const CONFIG_FILE = 'config.json';

/** Besides the weights: the configuration, the tokenizer, and how sentence-transformers makes one vector of a text. */
const SMALL_FILES: readonly string[] = [
  CONFIG_FILE,
  ...TOKENIZER_FILES,
  'tokenizer_config.json',
  'special_tokens_map.json',
  'modules.json',
];
const POOLING_CONFIG = /^\d+_Pooling\/config\.json$/;

/** The files of a model, but for the shards that an index names. */
export interface ModelFiles {
  /** In the order of the listing. */
  readonly small: readonly string[];
  /** The weights or their index; undefined when there are none that can be read here. */
  readonly weights: (typeof WEIGHTS_FILES)[number] | undefined;
}

/** Picks out of all paths of a repository, or of a snapshot in the cache. */
export function selectModelFiles(paths: Iterable<string>): ModelFiles {
  const all = [...paths];
  return {
    small: all.filter((path) => SMALL_FILES.includes(path) || POOLING_CONFIG.test(path)),
    weights: WEIGHTS_FILES.find((name) => all.includes(name)),
  };
}

/** True for an index, which is of no use without its shards. */
export function isIndex(path: string): boolean {
  return path.endsWith('.index.json');
}
