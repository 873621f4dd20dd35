/** The options of a distillation, checked, and with their defaults. */
import { ConfigError } from '@bertsmith/tensor';
import {
  CACHE_DTYPES,
  type DistillationOptions,
  type DistillationSettings,
  type LabelOptions,
  type RelationTransferOptions,
  TEACHER_CACHES,
  type TeacherCache,
} from './distillation-options.js';
import { RELATIONS } from './losses/relation-loss.js';

/** Those with which DistilBERT is fine-tuned on SQuAD from a teacher, in the script that its authors published (V. Sanh et al. 2019). */
const DEFAULTS = { temperature: 2, alpha: 0.5 };

/**
 * Checks what can be checked without a student, and fills in the defaults.
 *
 * @throws ConfigError for an option out of range, or one that another needs
 */
export function completeDistillationOptions(options: DistillationOptions): DistillationSettings {
  const { temperature = DEFAULTS.temperature, alpha = DEFAULTS.alpha, hidden, relations } = options;
  requireNumber(
    'temperature',
    temperature,
    'a number above 0',
    temperature > 0 && temperature < Number.POSITIVE_INFINITY,
  );
  requireNumber('alpha', alpha, 'a number from 0 to 1', alpha >= 0 && alpha <= 1);
  requireWeight('hidden.weight', hidden?.weight);
  requireWeight('relations.weight', relations?.weight);
  checkRelations(relations);
  const isOfAnswersAlone = hidden === undefined && relations === undefined;
  checkLabelOptions(options.labels, isOfAnswersAlone && alpha === 0);
  const { rows, cache = rows !== undefined && isOfAnswersAlone ? 'memory' : 'none' } = options;
  checkCache({ ...options, cache });
  const { cacheDType = 'float32' } = options;
  return { ...options, temperature, alpha, cache, cacheDType };
}

function checkLabelOptions({ weight = 1 }: LabelOptions = {}, isNothingElse: boolean): void {
  requireNumber('labels.weight', weight, 'a number from 0', weight >= 0 && weight < Number.POSITIVE_INFINITY);
  if (weight > 0 || !isNothingElse) return;
  throw new ConfigError(
    'distillation: labels.weight and alpha are 0, and there is neither hidden nor relations: there is nothing to learn',
    { weight },
  );
}

function checkRelations({ relations, heads = 1 }: RelationTransferOptions = {}): void {
  requireNumber('relations.heads', heads, 'a whole number from 1', Number.isSafeInteger(heads) && heads >= 1);
  const unknown = relations?.find((each) => !RELATIONS.includes(each));
  if (unknown === undefined && relations?.length !== 0) return;
  throw new ConfigError(
    `distillation: relations.relations ${unknown === undefined ? 'is empty' : `has '${unknown}'`}, expected some of ${RELATIONS.join(', ')}`,
    { relations, known: RELATIONS },
  );
}

function checkCache(options: DistillationOptions & { readonly cache: TeacherCache }): void {
  const { cache, rows, cacheDirectory, cacheDType = 'float32' } = options;
  const isOnDisk = cache === 'disk';
  const problems: readonly (readonly [isThere: boolean, problem: string])[] = [
    [!TEACHER_CACHES.includes(cache), `cache is '${cache}', expected one of ${TEACHER_CACHES.join(', ')}`],
    [
      cache !== 'none' && rows === undefined,
      `cache is '${cache}', and there are no rows: give the trainer's training rows, or take 'none'`,
    ],
    [isOnDisk && cacheDirectory === undefined, `cache is 'disk', and there is no cacheDirectory`],
    [
      !isOnDisk && cacheDirectory !== undefined,
      `there is a cacheDirectory, and cache is '${cache}': say 'disk', or leave the directory out`,
    ],
    [
      !isOnDisk && options.cacheDType !== undefined,
      `there is a cacheDType, and cache is '${cache}': on disk alone numbers are kept in another one`,
    ],
    [!CACHE_DTYPES.includes(cacheDType), `cacheDType is '${cacheDType}', expected one of ${CACHE_DTYPES.join(', ')}`],
  ];
  const problem = problems.find(([isThere]) => isThere)?.[1];
  if (problem !== undefined) throw new ConfigError(`distillation: ${problem}`, { cache, cacheDirectory, cacheDType });
}

function requireWeight(name: string, weight = 1): void {
  requireNumber(name, weight, 'a number above 0', weight > 0 && weight < Number.POSITIVE_INFINITY);
}

function requireNumber(name: string, value: number, expected: string, isFine: boolean): void {
  if (isFine) return;
  throw new ConfigError(`distillation: ${name} is ${value}, expected ${expected}`, { [name]: value });
}
