import { describe, expect, it } from 'vitest';
import { backend, tinyTrial } from '../../test/tiny-task.js';
import type { PrecisionPolicy } from '../policy/precision-policy.js';
import { FP16_POLICY } from '../policy/standard-policies.js';
import { policyViolations } from './policy-violations.js';

/** More than ten runs, on a machine that does other things beside. */
const TIMEOUT_MS = 180_000;
const options = { backend, trial: tinyTrial };
const productsOnly: PrecisionPolicy = { ...FP16_POLICY, name: 'products-only', promote: [], deny: [] };

describe('policyViolations', () => {
  it(
    "finds nothing in a contributor's policy that is right",
    async () => {
      expect(await policyViolations(productsOnly, options)).toEqual([]);
    },
    TIMEOUT_MS,
  );

  it('finds names that are none', async () => {
    const [violation] = await policyViolations({ ...productsOnly, allow: ['MatMull'] }, options);
    expect(violation).toContain("names: mixedPrecision: policy 'products-only': allow names the op 'MatMull'");
  });

  it(
    'finds a policy whose gradients are wrong',
    async () => {
      // A sum over tokens in float16, of what was scaled up for it, is infinite.
      const sums: PrecisionPolicy = { ...productsOnly, allow: ['MatMul', 'LogSoftmax', 'Div', 'Mul', 'ReduceSum'] };
      const violations = await policyViolations(sums, { ...options, trial: () => ({ ...tinyTrial(), maxSteps: 1 }) });
      expect(violations.filter((each) => each.startsWith('gradients:'))).toHaveLength(1);
    },
    TIMEOUT_MS,
  );
});
