import { OP_TABLE } from '@bertsmith/graph';
import { ConfigError } from '@bertsmith/tensor';
import type { PrecisionPolicy } from './precision-policy.js';
import { type PolicyName, STANDARD_POLICIES } from './standard-policies.js';

const LISTS = ['allow', 'promote', 'deny'] as const;
const DTYPES: readonly string[] = ['int8', 'float16', 'bfloat16'];

/**
 * A policy by its name, or one that is checked.
 *
 * @throws ConfigError when there is no such name or dtype, an op is unknown or in two lists, or an 8-bit policy promotes
 */
export function resolvePolicy(policy: PolicyName | PrecisionPolicy): PrecisionPolicy {
  if (typeof policy !== 'string') return checkPolicy(policy);
  const found = Object.hasOwn(STANDARD_POLICIES, policy) ? STANDARD_POLICIES[policy] : undefined;
  if (found !== undefined) return found;
  const known = Object.keys(STANDARD_POLICIES).join(', ');
  throw new ConfigError(`mixedPrecision: there is no policy '${policy}', expected one of ${known} or a policy object`, {
    policy,
  });
}

function checkPolicy(policy: PrecisionPolicy): PrecisionPolicy {
  const { name, dtype } = policy;
  if (!DTYPES.includes(dtype)) refuse(name, `dtype is '${dtype}', expected one of ${DTYPES.join(', ')}`);
  const known = new Set(OP_TABLE.map((op) => op.name));
  const listed = LISTS.flatMap((list) => policy[list].map((op) => ({ list, op })));
  for (const { list, op } of listed) {
    if (!known.has(op)) refuse(name, `${list} names the op '${op}', which no graph has; the ops are those of OP_TABLE`);
    const other = listed.find((each) => each.op === op && each.list !== list);
    if (other !== undefined) refuse(name, `'${op}' is in ${list} and in ${other.list}: leave it in one`);
  }
  if (dtype === 'int8' && policy.promote.length > 0) refuse(name, 'nothing can be promoted in int8: empty `promote`');
  return policy;
}

function refuse(policy: string, what: string): never {
  throw new ConfigError(`mixedPrecision: policy '${policy}': ${what}`, { policy });
}
