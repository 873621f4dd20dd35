import type { CommandIo } from './command-io.js';

/** The exit status of a program that Ctrl-C ended: 128 and the number of SIGINT, as shells count. */
export const INTERRUPTED_STATUS = 130;

/** Ctrl-C as an {@link AbortSignal}, while work is under way that can be ended in good order. */
export interface Interrupt extends Disposable {
  readonly signal: AbortSignal;
}

/**
 * Listens for Ctrl-C until it is disposed: the first aborts the signal, the second ends the process at once.
 *
 * @param onFirst told of the first, to say what happens next
 */
export function listenForInterrupt(io: CommandIo, onFirst: () => void): Interrupt {
  const controller = new AbortController();
  const stopListening = io.onInterrupt(() => {
    if (controller.signal.aborted) return io.endAtOnce();
    controller.abort();
    onFirst();
  });
  return { signal: controller.signal, [Symbol.dispose]: stopListening };
}
