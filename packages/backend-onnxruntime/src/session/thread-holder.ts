import { Session } from './session.js';
import { SessionThread } from './session-thread.js';

/** A thread takes some 60 ms to start, so one without sessions waits this long for the next before it ends. */
const LINGER_MS = 500;

/** One session thread for all sessions of a backend, as long as there are any and a little longer. */
export class ThreadHolder {
  #thread: SessionThread | undefined;
  #openSessions = 0;
  #sessionCount = 0;
  #lingering: NodeJS.Timeout | undefined;

  /** A session that is not open yet, on the thread that there is, or a new one. */
  createSession(): Session {
    clearTimeout(this.#lingering);
    if (!this.#thread?.isAlive) this.#thread = new SessionThread();
    this.#openSessions++;
    return new Session(this.#thread, this.#sessionCount++, () => this.#release());
  }

  #release(): void {
    this.#openSessions--;
    if (this.#openSessions === 0) this.#lingering = setTimeout(() => this.#endThread(), LINGER_MS).unref();
  }

  #endThread(): void {
    const thread = this.#thread;
    this.#thread = undefined;
    void thread?.end();
  }
}
