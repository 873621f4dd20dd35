import type { Tensor } from '@bertsmith/tensor';
import type { SessionSettings, SharedTensor, SharedTensors } from './messages.js';
import type { SessionThread } from './session-thread.js';
import { SharedMemories } from './shared-memories.js';

/** A session of a session thread, as the main thread sees it. */
export class Session {
  readonly #thread: SessionThread;
  readonly #number: number;
  readonly #memories = new SharedMemories();
  readonly #onClose: () => void;

  /** @param number no other session of the thread has it */
  constructor(thread: SessionThread, number: number, onClose: () => void) {
    this.#thread = thread;
    this.#number = number;
    this.#onClose = onClose;
  }

  /**
   * @param model is empty afterwards, unless it is a part of a larger buffer
   * @throws BackendError when the runtime refuses the model
   */
  async open(model: Uint8Array, settings: SessionSettings): Promise<void> {
    const { buffer, byteLength } = model;
    const moved = byteLength === buffer.byteLength && buffer instanceof ArrayBuffer ? [buffer] : [];
    await this.#thread.request({ kind: 'open', session: this.#number, model, settings }, moved);
  }

  /** See {@link SharedMemories.describe}. */
  describe(tensor: Tensor, capacity?: number): SharedTensor {
    return this.#memories.describe(tensor, capacity);
  }

  /** Says what every run reads and writes. */
  async bind(feeds: SharedTensors, fetches: SharedTensors): Promise<void> {
    const tensors = { memories: this.#memories.takeNews(), feeds, fetches };
    await this.#thread.request({ kind: 'bind', session: this.#number, tensors });
  }

  /** Runs with these tensors and those that were bound. */
  async run(feeds: SharedTensors, fetches: SharedTensors): Promise<void> {
    const tensors = { memories: this.#memories.takeNews(), feeds, fetches };
    await this.#thread.request({ kind: 'run', session: this.#number, tensors });
  }

  /** Frees the session. What a thread that died had is free already. */
  async close(): Promise<void> {
    try {
      await this.#thread.request({ kind: 'close', session: this.#number });
    } catch (error) {
      if (this.#thread.isAlive) throw error;
    } finally {
      this.#onClose();
    }
  }
}
