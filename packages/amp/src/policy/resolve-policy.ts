import { OP_TABLE } from '@bertsmith/graph';
import { ConfigError } from '@bertsmith/tensor';
import type { PrecisionPolicy } from './precision-policy.js';
import { type PolicyName, STANDARD_POLICIES } from './standard-policies.js';

const LISTS = ['allow', 'promote', 'deny'] as const;

/** What fields of a policy may be that are one of a few words; undefined where one may be left out. */
const WORDS: Readonly<Record<string, readonly unknown[]>> = {
  specificationVersion: ['v1'],
  dtype: ['int8', 'float16', 'bfloat16'],
  lossScaling: ['dynamic', 'none'],
  level: ['O1', 'O2', undefined],
};

/** The ops that there is a way to compute with 8-bit numbers of. */
const INT8_OPS: readonly string[] = ['MatMul'];

/**
 * A policy by its name, or one that is checked.
 *
 * @throws ConfigError when there is no such name, a field is not what it may be, an op is unknown or in two lists, or an 8-bit policy promotes, allows what has
 *   no 8-bit form, or has a level
 */
export function resolvePolicy(policy: PolicyName | PrecisionPolicy): PrecisionPolicy {
  if (typeof policy === 'object' && policy !== null) return checkPolicy(policy);
  const found = Object.hasOwn(STANDARD_POLICIES, policy) ? STANDARD_POLICIES[policy] : undefined;
  if (found !== undefined) return found;
  const known = Object.keys(STANDARD_POLICIES).join(', ');
  throw new ConfigError(`mixedPrecision: there is no policy '${policy}', expected one of ${known} or a policy object`, {
    policy,
  });
}

function checkPolicy(policy: PrecisionPolicy): PrecisionPolicy {
  const { name } = policy;
  if (typeof name !== 'string' || name === '') refuse(name, 'it has no name');
  for (const [field, words] of Object.entries(WORDS)) {
    const value = policy[field as keyof PrecisionPolicy];
    const expected = words.filter((word) => word !== undefined).join(', ');
    if (!words.includes(value)) refuse(name, `${field} is '${value}', expected one of ${expected}`);
  }
  for (const list of LISTS) {
    if (!Array.isArray(policy[list])) refuse(name, `${list} is no list of ops: an empty one is []`);
  }
  checkOps(policy);
  if (policy.dtype === 'int8') checkInt8(policy);
  return policy;
}

function checkOps(policy: PrecisionPolicy): void {
  const known = new Set(OP_TABLE.map((op) => op.name));
  const listed = LISTS.flatMap((list) => policy[list].map((op) => ({ list, op })));
  for (const { list, op } of listed) {
    if (!known.has(op))
      refuse(policy.name, `${list} names the op '${op}', which no graph has; the ops are those of OP_TABLE`);
    const other = listed.find((each) => each.op === op && each.list !== list);
    if (other !== undefined) refuse(policy.name, `'${op}' is in ${list} and in ${other.list}: leave it in one`);
  }
}

function checkInt8({ name, allow, promote, level }: PrecisionPolicy): void {
  if (promote.length > 0) refuse(name, 'nothing can be promoted in int8: empty `promote`');
  const op = allow.find((each) => !INT8_OPS.includes(each));
  if (op !== undefined)
    refuse(name, `'${op}' has no 8-bit form, only ${INT8_OPS.join(', ')} has: take it out of allow`);
  if (level !== undefined) refuse(name, 'level is of 16 bits: weights of int8 always have copies, leave it out');
}

function refuse(policy: unknown, what: string): never {
  throw new ConfigError(`mixedPrecision: policy '${policy}': ${what}`, { policy });
}
