/**
 * What every training plugin must do, as a function that its author runs: in any test framework, with any backend.
 */
import type { TrainingPlugin } from '../plugins/training-plugin.js';
import { checkComposition } from './checks/check-composition.js';
import { checkContract } from './checks/check-contract.js';
import { checkGraphs } from './checks/check-graphs.js';
import { checkResume } from './checks/check-resume.js';
import { checkSameSeed } from './checks/check-same-seed.js';
import { checkState } from './checks/check-state.js';
import { checkVeto } from './checks/check-veto.js';
import type { PluginConformanceOptions } from './plugin-conformance-options.js';
import { TrialRunner } from './trial-runner.js';

/** The checks by name, in the order in which they run. */
const CHECKS = {
  contract: checkContract,
  graphs: checkGraphs,
  sameSeed: checkSameSeed,
  state: checkState,
  resume: checkResume,
  veto: checkVeto,
  composition: checkComposition,
} satisfies Readonly<Record<string, (runner: TrialRunner) => Promise<string[]>>>;

/** What can be skipped. */
export type PluginCheckName = keyof typeof CHECKS;

/** All of them. */
export const PLUGIN_CHECKS = Object.keys(CHECKS) as readonly PluginCheckName[];

/**
 * The ways in which a plugin breaks its contract, a sentence each, beginning with the name of the check; empty when it keeps it.
 *
 * - `contract`: version, name, a plugin of its own at every call, both halves of the state or none;
 * - `graphs`: rewrites keep inputs and outputs by name and type, also those that they do not know, and add only inputs that `feeds` gives and parameters of the
 *   plugin's own;
 * - `sameSeed`: the same seed, the same result, bit for bit;
 * - `state`: what `stateDict` gives comes back out of a checkpoint;
 * - `resume`: killed or interrupted at several steps and resumed, the result is that of a run that was not;
 * - `veto`: a vetoed step leaves parameters and optimizer as they were;
 * - `composition`: with another plugin that changes nothing, on either side unless it declares an order, the result is the same.
 *
 * It trains a tiny model more than ten times, which takes some seconds, and works in the system's directory for temporary files.
 *
 * @param createPlugin makes a fresh plugin at every call
 * @example
 * const violations = await pluginViolations(() => skipOutliers(3), { backend: createOnnxRuntimeBackend() });
 * expect(violations).toEqual([]);
 */
export async function pluginViolations(
  createPlugin: () => TrainingPlugin,
  options: PluginConformanceOptions<PluginCheckName>,
): Promise<string[]> {
  const { skip = {} } = options;
  const runner = new TrialRunner(createPlugin, options);
  const violations = skipViolations(skip);
  for (const name of PLUGIN_CHECKS.filter((each) => skip[each] === undefined)) {
    const found = await CHECKS[name](runner).catch((error: unknown) => [`it ended in '${error}'`]);
    violations.push(...found.map((violation) => `${name}: ${violation}`));
  }
  return violations;
}

/** A skip of what is not checked, or without a reason, would hide something from whoever reads the test. */
function skipViolations(skip: Readonly<Partial<Record<string, string>>>): string[] {
  return Object.entries(skip).flatMap(([name, reason]) => {
    if (!(name in CHECKS)) return [`skip: there is no check '${name}'; there are ${PLUGIN_CHECKS.join(', ')}`];
    return reason?.trim() ? [] : [`skip: '${name}' needs a reason`];
  });
}
