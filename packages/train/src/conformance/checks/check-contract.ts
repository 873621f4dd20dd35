import type { TrialRunner } from '../trial-runner.js';

/** Names are parts of the names of tensors in checkpoints, between dots. */
const NAME = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/** The plugin says what it is, and the function makes a new one at every call. */
export async function checkContract({ createPlugin }: TrialRunner): Promise<string[]> {
  const [plugin, other] = [createPlugin(), createPlugin()];
  const violations: string[] = [];
  if (plugin.specificationVersion !== 'v1') violations.push(`specificationVersion must be 'v1'`);
  if (!NAME.test(plugin.name)) violations.push(`the name '${plugin.name}' is not in kebab-case, like 'skip-outliers'`);
  if (plugin === other) violations.push('the function must make a plugin of its own at every call');
  if (plugin.name !== other.name) violations.push(`the name is '${plugin.name}', and '${other.name}' the next time`);
  const [saves, loads] = [plugin.stateDict !== undefined, plugin.loadStateDict !== undefined];
  if (saves !== loads)
    violations.push(`it has ${saves ? 'stateDict' : 'loadStateDict'} alone: it must have both or none`);
  return violations;
}
