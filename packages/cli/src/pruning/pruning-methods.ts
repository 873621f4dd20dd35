/** What `bertsmith prune` can take out of a model, in the order in which it does so. */
import {
  optimalBertSurgeon,
  optimalBrainDamage,
  randomWeights,
  type WeightCriterion,
  weightMagnitude,
  weightMovement,
} from '@bertsmith/prune';
import { ConfigError } from '@bertsmith/tensor';
import { knownName } from '../options/known-name.js';

/** See the top of the file. */
export const PRUNING_METHODS = [
  'vocabulary',
  'layers',
  'heads',
  'ffn',
  'blocks',
  'magnitude',
  'random',
  'obd',
  'surgeon',
  'movement',
] as const;

/** One of {@link PRUNING_METHODS}. */
export type PruningMethod = (typeof PRUNING_METHODS)[number];

type CriterionOf = (options: { readonly seed: number }) => WeightCriterion;

/** Those that set single weights to 0. */
const WEIGHT_CRITERIA: Partial<Record<PruningMethod, CriterionOf>> = {
  magnitude: weightMagnitude,
  random: randomWeights,
  obd: optimalBrainDamage,
  surgeon: () => optimalBertSurgeon(),
  movement: () => weightMovement(),
};

/** Those whose budget is spent on heads and units. */
export const UNIT_METHODS: readonly PruningMethod[] = ['heads', 'ffn', 'blocks'];

/** Those that can do without the rows of a task. */
export const WITHOUT_TASK: readonly PruningMethod[] = ['layers', 'magnitude', 'random'];

/** Those that learn what to take out while the model is trained. */
export const WHILE_TRAINING: readonly PruningMethod[] = ['blocks', 'movement'];

/** Whether a method sets single weights to 0. */
export function isOfWeights(method: PruningMethod): boolean {
  return method in WEIGHT_CRITERIA;
}

/** Whether something goes step by step while the model recovers, so that all of it is gone only near the end. */
export function isGradual(options: {
  readonly method: readonly PruningMethod[];
  readonly task?: string;
  readonly epochs: number;
}): boolean {
  const { method, task, epochs } = options;
  return task !== undefined && epochs > 0 && method.some((each) => each === 'blocks' || isOfWeights(each));
}

/** The criterion of the method that sets single weights to 0, if there is one. */
export function weightCriterion(methods: readonly PruningMethod[], seed: number): WeightCriterion | undefined {
  const method = methods.find(isOfWeights);
  return method === undefined ? undefined : WEIGHT_CRITERIA[method]?.({ seed });
}

/**
 * Reads `heads,ffn`.
 *
 * @returns in the order in which they are applied
 * @throws ConfigError for an unknown method, one that is named twice, or two that cannot go together
 */
export function parseMethods(text: string): readonly PruningMethod[] {
  const known = knownName('method', PRUNING_METHODS);
  const named = text.split(',').map((name) => known(name.trim()) as PruningMethod);
  const repeated = named.find((method, index) => named.indexOf(method) !== index);
  if (repeated !== undefined) throw refuse(`names ${repeated} twice`, text);
  const ofWeights = named.filter(isOfWeights);
  if (ofWeights.length > 1) throw refuse(`has ${ofWeights.join(' and ')}: one of them says which weights go`, text);
  const others = named.filter((method) => method !== 'vocabulary' && method !== 'layers' && method !== 'blocks');
  if (named.includes('blocks') && others.length > 0) {
    throw refuse(
      `has blocks and ${others.join(' and ')}: blocks goes with vocabulary and layers alone; prune again what came of it`,
      text,
    );
  }
  return PRUNING_METHODS.filter((method) => named.includes(method as PruningMethod)) as PruningMethod[];
}

function refuse(problem: string, text: string): ConfigError {
  return new ConfigError(`--method '${text}' ${problem}`, { flag: '--method', actual: text });
}
