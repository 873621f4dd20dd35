import type { TrainerOptions } from '../src/trainer/trainer-options.js';

/** Options that end a run after so many steps, as Ctrl-C does. */
export function stopAfter(steps: number): Pick<TrainerOptions, 'signal' | 'onEvent'> {
  const controller = new AbortController();
  const onEvent = (event: { kind: string; step: number }) => {
    if (event.kind === 'step' && event.step === steps) controller.abort();
  };
  return { signal: controller.signal, onEvent };
}
