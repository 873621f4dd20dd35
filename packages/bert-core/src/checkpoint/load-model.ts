/** From a directory of Hugging Face to a model, whatever its head. */
import { join } from 'node:path';
import { ConfigError } from '@bertsmith/tensor';
import type { BertConfig } from '../config/bert-config.js';
import { unnamedLabels } from '../config/config-labels.js';
import { BertForMaskedLM } from '../models/bert-for-masked-lm.js';
import { BertForPreTraining } from '../models/bert-for-pre-training.js';
import { BertForQuestionAnswering } from '../models/bert-for-question-answering.js';
import { BertForSequenceClassification } from '../models/bert-for-sequence-classification.js';
import {
  BertForSequenceClassificationWithFeatures,
  FEATURE_CLASSIFIER,
} from '../models/bert-for-sequence-classification-with-features.js';
import { BertForTokenClassification } from '../models/bert-for-token-classification.js';
import { BertModel } from '../models/bert-model.js';
import { initializeParameters } from '../parameters/initialize-parameters.js';
import type { Checkpoint } from './checkpoint.js';
import { type LoadedWeights, loadWeights } from './loading/load-weights.js';
import { canonicalName } from './loading/tensor-names.js';
import { CONFIG_FILE, loadConfig } from './model-directory.js';
import { openCheckpoint } from './open-checkpoint.js';

/** The models, by Hugging Face's names. */
export interface ModelsByArchitecture {
  readonly BertModel: BertModel;
  readonly BertForPreTraining: BertForPreTraining;
  readonly BertForMaskedLM: BertForMaskedLM;
  readonly BertForSequenceClassification: BertForSequenceClassification;
  readonly BertForSequenceClassificationWithFeatures: BertForSequenceClassificationWithFeatures;
  readonly BertForTokenClassification: BertForTokenClassification;
  readonly BertForQuestionAnswering: BertForQuestionAnswering;
}

/** A model that {@link loadModel} can make. */
export type BertArchitecture = keyof ModelsByArchitecture;

/** How a directory becomes a model. */
export interface LoadModelOptions<Architecture extends BertArchitecture = BertArchitecture> {
  /** Another head than the directory's: its own parameters are then fresh. Default: what the configuration says. */
  readonly architecture?: Architecture | undefined;
  /**
   * The labels of a classifier. Where the directory has a head for others, this one's is fresh. Default: those of the configuration, or two
   * without names.
   */
  readonly labels?: readonly string[] | undefined;
  /** What a fresh classifier's labels mean. Default: what the configuration says. */
  readonly problemType?: BertConfig['problemType'] | undefined;
  /** How many features a fresh `BertForSequenceClassificationWithFeatures` has. Default: what the weights have. */
  readonly numFeatures?: number | undefined;
  /** For fresh parameters, a whole number below 2^32. Default 0. */
  readonly seed?: number | undefined;
}

/** A model and what was not as expected. */
export interface LoadedModel<Model> extends LoadedWeights {
  readonly model: Model;
}

/** The field of a `config.json` that says that weights are quantized, and how: here, and in transformers. */
export const QUANTIZATION_FIELD = 'quantization_config';

/** What transformers takes a classifier to have when its configuration does not speak of labels, and so does not write. */
const DEFAULT_LABEL_COUNT = 2;

/** What the names and shapes of stored tensors say of a model beyond its configuration. */
export type StoredTensors = Pick<Checkpoint, 'path'> & {
  readonly tensors: ReadonlyMap<string, { readonly shape: readonly number[] }>;
};

type Create = (
  config: BertConfig,
  checkpoint: StoredTensors,
  options: LoadModelOptions,
) => ModelsByArchitecture[BertArchitecture];

const ARCHITECTURES: Readonly<Record<BertArchitecture, Create>> = {
  BertModel: (config, { tensors }) => {
    const names = [...tensors.keys()].map(canonicalName);
    return new BertModel(config, { hasPooler: names.some((name) => name.startsWith('bert.pooler.')) });
  },
  BertForPreTraining: (config) => new BertForPreTraining(config),
  BertForMaskedLM: (config) => new BertForMaskedLM(config),
  BertForSequenceClassification: (config) => new BertForSequenceClassification(withLabels(config)),
  BertForSequenceClassificationWithFeatures: (config, checkpoint, { numFeatures = countFeatures(checkpoint) }) =>
    new BertForSequenceClassificationWithFeatures(withLabels(config), { numFeatures }),
  BertForTokenClassification: (config) => new BertForTokenClassification(withLabels(config)),
  BertForQuestionAnswering: (config) => new BertForQuestionAnswering(config),
};

/** @throws ConfigError when there is no table of features: then nothing says how many there are to be */
function countFeatures({ tensors, path }: StoredTensors): number {
  const name = `${FEATURE_CLASSIFIER}.weight`;
  const numFeatures = tensors.get(name)?.shape[0];
  if (numFeatures !== undefined) return numFeatures;
  throw new ConfigError(
    `${path}: there is no '${name}', whose rows are the features; say how many a fresh one has: numFeatures`,
    { path, name },
  );
}

/** What `config.json` says of a model, without its weights. */
export interface ModelDescription {
  /** The class that {@link loadModel} makes. */
  readonly architecture: BertArchitecture;
  readonly config: BertConfig;
}

/**
 * What a directory holds, by its `config.json` alone.
 *
 * @throws InputError when that is missing, FormatError when it is damaged, ConfigError for a kind of model that there is not here
 */
export async function describeModelDirectory(directory: string): Promise<ModelDescription> {
  const config = await loadConfig(directory);
  return { architecture: requireKnown(storedArchitecture(config), join(directory, CONFIG_FILE)), config };
}

/**
 * The model of a directory, ours or one that transformers wrote: its encoder with the head that its configuration names, or with another
 * one. Asked for another head, what that lacks is fresh and what it cannot use is left out; both are in `warnings`. Otherwise each is an
 * error.
 *
 * @throws InputError when a file is missing or cannot be read
 * @throws ConfigError when the directory holds a kind of model that there is not here
 * @throws FormatError when a file is damaged or does not fit the other
 * @example
 * const { model } = await loadModel('my-model');
 * const { model: classifier, warnings } = await loadModel('bert-base-uncased', {
 *   architecture: 'BertForSequenceClassification',
 *   labels: ['no', 'yes'],
 * });
 */
export async function loadModel<Architecture extends BertArchitecture = BertArchitecture>(
  directory: string,
  options: LoadModelOptions<Architecture> = {},
): Promise<LoadedModel<ModelsByArchitecture[Architecture]>> {
  const stored = await loadConfig(directory);
  refuseQuantized(stored, directory);
  const found = storedArchitecture(stored);
  const architecture = options.architecture ?? requireKnown(found, join(directory, CONFIG_FILE));
  const isAnother = architecture !== found || hasOtherLabels(stored, options.labels);
  const { labels = stored.labels, problemType = stored.problemType, seed = 0 } = options;
  const checkpoint = await openCheckpoint(directory);
  try {
    const model = ARCHITECTURES[architecture]({ ...stored, labels, problemType }, checkpoint, options);
    const ownHead = isAnother && found !== undefined ? [...checkpoint.tensors.keys()].filter(isOfTaskHead) : [];
    const source = withoutTensors(checkpoint, new Set(ownHead));
    const loaded = await loadWeights(source, model.arena, isAnother ? ANOTHER_HEAD : sameHead(architecture));
    const fresh = new Set(loaded.missing);
    initializeParameters(model.arena, seed, (name) => fresh.has(name));
    const warnings =
      ownHead.length === 0 ? [] : [`${checkpoint.path}: not used: ${ownHead.join(', ')}, of another head`];
    return {
      model: model as ModelsByArchitecture[Architecture],
      ...loaded,
      unexpected: [...loaded.unexpected, ...ownHead],
      warnings: [...loaded.warnings, ...warnings],
    };
  } finally {
    await checkpoint.close();
  }
}

/**
 * The model that a configuration names, all parameters zero, for weights that come from elsewhere.
 *
 * @param stored the tensors that there are: whether there is a pooler, and how many features, only they say
 * @throws ConfigError when it names a kind of model that there is not here
 */
export function createStoredModel(config: BertConfig, stored: StoredTensors): ModelsByArchitecture[BertArchitecture] {
  return ARCHITECTURES[requireKnown(storedArchitecture(config), stored.path)](config, stored, {});
}

/** Quantized weights are no parameters: whoever asks for float ones is told where they are not. */
export function refuseQuantized({ unknownFields }: BertConfig, directory: string): void {
  if (unknownFields[QUANTIZATION_FIELD] === undefined) return;
  const path = join(directory, CONFIG_FILE);
  throw new ConfigError(
    `${path}: the weights are quantized (${QUANTIZATION_FIELD}): loadQuantizedModel of @bertsmith/quantize/files loads what that package saved; to train, prune or quantize, take the float model that they were made from`,
    { path, field: QUANTIZATION_FIELD },
  );
}

/** Whether classes are asked for that the directory's head does not know; one without names may be given some. */
function hasOtherLabels({ labels: named }: BertConfig, labels: readonly string[] = []): boolean {
  const stored = named.length > 0 ? named : unnamedLabels(DEFAULT_LABEL_COUNT);
  // Heads without classes are asked for with none.
  if (labels.length === 0) return false;
  const unnamed = unnamedLabels(stored.length);
  const isSame = (label: string, index: number) => label === stored[index] || stored[index] === unnamed[index];
  return labels.length !== stored.length || !labels.every(isSame);
}

const isOfEncoder = (name: string) => name.startsWith('bert.') && !name.startsWith('bert.pooler.');
const ANOTHER_HEAD = {
  allowMissing: (name: string) => !isOfEncoder(name),
  allowUnexpected: (name: string) => !isOfEncoder(canonicalName(name)),
};

/** Heads of different tasks have parameters of the same names. */
const isOfTaskHead = (name: string) => /^(classifier|qa_outputs)\./.test(name);

const POOLED: ReadonlySet<BertArchitecture> = new Set([
  'BertForPreTraining',
  'BertForSequenceClassification',
  'BertForSequenceClassificationWithFeatures',
]);

/** Older files have a pooler under heads that do not read it, and masked language models the head for the next sentence. */
function sameHead(architecture: BertArchitecture) {
  if (architecture === 'BertForMaskedLM') return { allowUnexpected: ['bert.pooler.', 'cls.seq_relationship.'] };
  return POOLED.has(architecture) ? {} : { allowUnexpected: ['bert.pooler.'] };
}

/** The same checkpoint with some tensors out of sight. */
function withoutTensors(checkpoint: Checkpoint, names: ReadonlySet<string>): Checkpoint {
  const tensors = new Map([...checkpoint.tensors].filter(([name]) => !names.has(name)));
  return {
    path: checkpoint.path,
    format: checkpoint.format,
    files: checkpoint.files,
    tensors,
    readInto: (name, target) => checkpoint.readInto(name, target),
    readRows: (name, firstRow, target) => checkpoint.readRows(name, firstRow, target),
    close: () => checkpoint.close(),
    [Symbol.asyncDispose]: () => checkpoint.close(),
  };
}

/**
 * A sequence classifier from a directory. One without names for its labels calls them `LABEL_0`, `LABEL_1`, as transformers does.
 *
 * @throws InputError, FormatError as {@link loadModel}; ConfigError when the directory holds another kind of model
 */
export async function loadSequenceClassifier(directory: string): Promise<BertForSequenceClassification> {
  const architecture = 'BertForSequenceClassification';
  const found = storedArchitecture(await loadConfig(directory));
  if (found !== undefined && found !== architecture)
    throw anotherKind(join(directory, CONFIG_FILE), found, [architecture]);
  // A configuration that names no architecture is believed to be one, and its tensors must say so.
  const { model, missing, unexpected } = await loadModel(directory, { architecture });
  if (missing.length === 0 && unexpected.length === 0) return model;
  await loadWeights(directory, model.arena);
  return model;
}

function withLabels(config: BertConfig): BertConfig {
  return config.labels.length > 0 ? config : { ...config, labels: unnamedLabels(DEFAULT_LABEL_COUNT) };
}

/** The first architecture that is named; transformers writes a list of one. */
function storedArchitecture({ unknownFields }: BertConfig): unknown {
  const { architectures } = unknownFields;
  if (architectures === undefined || architectures === null) return undefined;
  const names = [architectures].flat();
  return (
    names.find((name) => Object.hasOwn(ARCHITECTURES, String(name))) ??
    names.map((name) => JSON.stringify(name)).join(', ')
  );
}

/** A configuration that names none is that of an encoder. */
function requireKnown(found: unknown, path: string): BertArchitecture {
  if (found === undefined) return 'BertModel';
  if (Object.hasOwn(ARCHITECTURES, String(found))) return found as BertArchitecture;
  throw anotherKind(path, found, Object.keys(ARCHITECTURES));
}

function anotherKind(path: string, found: unknown, expected: readonly string[]): ConfigError {
  const names = expected.map((name) => `"${name}"`).join(', ');
  const shown = Object.hasOwn(ARCHITECTURES, String(found)) ? `"${String(found)}"` : String(found);
  const message = `${path}: architectures: expected ${names}, found ${shown}: it is another kind of model`;
  return new ConfigError(message, { path, field: 'architectures', expected, actual: found });
}
