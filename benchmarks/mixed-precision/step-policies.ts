import { type MixedPrecisionOptions, mixedPrecision } from '@bertsmith/amp';
import type { TrainingPlugin } from '@bertsmith/train';

/** What is measured, by what the rows call it. */
const STEP_POLICIES: Readonly<Record<string, MixedPrecisionOptions>> = {
  int8: { policy: 'int8' },
  'int8, one scale for activations': { policy: 'int8', activations: 'tensor' },
  'fp16 emulated': { policy: 'fp16' },
  'fp16 native': { policy: 'fp16', arithmetic: 'native' },
  'fp16-o2 emulated': { policy: 'fp16-o2' },
  'fp16-o2 native': { policy: 'fp16-o2', arithmetic: 'native' },
  'bf16 emulated': { policy: 'bf16' },
  'int8, activations stored': { policy: 'int8', storeActivations: true },
};

/** The names of the policies. */
export const STEP_POLICY_NAMES = Object.keys(STEP_POLICIES);

/** A fresh plugin of a policy. */
export function policyPlugin(name: string): TrainingPlugin {
  const options = STEP_POLICIES[name];
  if (options === undefined) throw new Error(`there is no policy '${name}': ${STEP_POLICY_NAMES.join(', ')}`);
  return mixedPrecision(options);
}

/** Those that the environment names in `MIXED_PRECISION_POLICIES`, separated by `;`; all by default. */
export function chosenPolicies(names = process.env.MIXED_PRECISION_POLICIES): readonly string[] {
  const chosen = names?.split(';').map((name) => name.trim()) ?? STEP_POLICY_NAMES;
  for (const name of chosen) policyPlugin(name);
  return chosen;
}
