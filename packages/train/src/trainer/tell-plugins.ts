import type { TrainingPlugin } from '../plugins/training-plugin.js';
import type { TrainingEvent } from './training-event.js';

/** Tells all plugins of an event, also when one of them fails at it: the first failure is thrown when all have been told. */
export function tellPlugins(plugins: readonly TrainingPlugin[], event: TrainingEvent): void {
  const failures: unknown[] = [];
  for (const plugin of plugins) {
    try {
      plugin.onEvent?.(event);
    } catch (failure) {
      failures.push(failure);
    }
  }
  if (failures.length > 0) throw failures[0];
}
