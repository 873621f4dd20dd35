import { setImmediate } from 'node:timers/promises';
import type { TrainingPlugin } from '../../plugins/training-plugin.js';
import { outcomeDifference } from '../outcome-difference.js';
import type { TrialRunner } from '../trial-runner.js';

/** With another plugin that changes nothing the run is what it is alone, in both orders; in the given one when it declares an order. */
export async function checkComposition(runner: TrialRunner): Promise<string[]> {
  const { order } = runner.createPlugin();
  const hasOrder = (order?.before ?? []).length + (order?.after ?? []).length > 0;
  const violations = await besides(runner, 'before');
  return hasOrder ? violations : [...violations, ...(await besides(runner, 'after'))];
}

async function besides(runner: TrialRunner, place: 'before' | 'after'): Promise<string[]> {
  const plugin = runner.createPlugin();
  const { companion, calls } = createCompanion();
  const plugins = place === 'before' ? [companion, plugin] : [plugin, companion];
  const outcome = await runner.run({ plugins });
  const violations: string[] = [];
  const difference = outcomeDifference(outcome, await runner.alone());
  if (difference !== undefined) violations.push(`it has another result than alone: ${difference}`);
  const repeated = [...calls].find(([, count]) => count > 1);
  if (repeated !== undefined) {
    violations.push(
      `in step ${repeated[0] + 1} 'update' was called ${repeated[1]} times: call 'next' once or not at all`,
    );
  }
  return violations.map((violation) => `with a plugin ${place} it that changes nothing, ${violation}`);
}

/**
 * Has every hook, changes nothing, and takes its time as one does that waits for a disk: what a plugin beside it has not awaited shows.
 *
 * @returns also how often it was asked to update, by step from 0
 */
function createCompanion(): { companion: TrainingPlugin; calls: ReadonlyMap<number, number> } {
  const calls = new Map<number, number>();
  let evaluations = 0;
  const companion: TrainingPlugin = {
    specificationVersion: 'v1',
    name: 'conformance-companion',
    prepareModel: (model) => model,
    ownParameters: () => [],
    rewriteForward: (graph) => graph,
    feeds: () => setImmediate({}),
    rewriteStep: (graph) => graph,
    unscaleGradients: () => setImmediate('proceed' as const),
    transformGradients: () => setImmediate('proceed' as const),
    async update({ step }, next) {
      calls.set(step, (calls.get(step) ?? 0) + 1);
      await setImmediate();
      await next();
    },
    afterUpdate: () => setImmediate(),
    async onEvaluate() {
      await setImmediate();
      evaluations++;
    },
    onEvent: () => {},
    finish: () => setImmediate(false),
    stateDict: () => ({ json: { evaluations } }),
    loadStateDict({ json }) {
      evaluations = (json as { evaluations: number }).evaluations;
    },
  };
  return { companion, calls };
}
