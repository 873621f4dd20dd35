/**
 * A peer in a process of its own: one JSON object a line to its standard input, one answer a line from its standard
 * output. So a Python library is measured inside our run, in turns with us, by its own clock. `README.md` has the
 * requests and answers; `peer_protocol.py` is the other end.
 */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { BackendError } from '@bertsmith/tensor';
import type { Contender } from './benchmark.js';

/** How a peer is started. */
export interface PeerCommand {
  /** Path, or name on the search path. */
  readonly program: string;
  readonly args: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

type Answer = Readonly<Record<string, unknown>>;

/** Lines of standard error that are kept to explain a failure. */
const KEPT_ERROR_LINES = 20;

/** A running peer. Requests are answered one after the other. */
export class PeerProcess {
  readonly #command: PeerCommand;
  readonly #child: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #answers: AsyncIterator<string>;
  readonly #errorLines: string[] = [];
  readonly #ended: Promise<void>;
  #startError: Error | undefined;

  constructor(command: PeerCommand) {
    this.#command = command;
    const env = { ...process.env, ...command.environment };
    this.#child = spawn(command.program, [...command.args], { env, stdio: ['pipe', 'pipe', 'pipe'] });
    this.#child.stdin.on('error', () => {}); // A peer that died is noticed when its answer does not come.
    this.#answers = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
    createInterface({ input: this.#child.stderr }).on('line', (line) => this.#keepErrorLine(line));
    this.#ended = new Promise((resolve) => {
      this.#child.on('close', () => resolve());
      this.#child.on('error', (error) => {
        this.#startError = error;
        resolve();
      });
    });
  }

  /** What the peer last wrote to standard error. */
  get lastErrorLine(): string {
    return this.#errorLines.at(-1) ?? '';
  }

  /**
   * Sends one request and waits for its answer, however long that takes.
   *
   * @throws BackendError when the peer answers with an error, with something that is not JSON, or not at all
   */
  async request(request: { readonly command: string; readonly [setting: string]: unknown }): Promise<Answer> {
    this.#child.stdin.write(`${JSON.stringify(request)}\n`);
    const next = await this.#answers.next();
    if (next.done === true) return this.#failToAnswer(request.command);
    const answer = this.#parse(next.value);
    if (typeof answer.error === 'string') throw this.#error(`${request.command}: ${answer.error}`);
    return answer;
  }

  /** Lets the peer prepare the contender `name` with these settings; each of its runs is one request. */
  async prepare(name: string, settings: Readonly<Record<string, unknown>>): Promise<Contender> {
    await this.request({ command: 'prepare', contender: name, ...settings });
    return {
      name,
      run: async () => this.#requireNumber(await this.request({ command: 'run', contender: name })),
      dispose: async () => void (await this.request({ command: 'release', contender: name })),
    };
  }

  /** Ends the peer: its standard input closes, and it exits by itself. */
  async dispose(): Promise<void> {
    this.#child.stdin.end();
    await this.#ended;
  }

  async #failToAnswer(command: string): Promise<never> {
    await this.#ended;
    const reason = this.#startError?.message ?? `it ended with status ${this.#child.exitCode}`;
    throw this.#error(`no answer to '${command}': ${reason}`);
  }

  #parse(line: string): Answer {
    try {
      return JSON.parse(line) as Answer;
    } catch (cause) {
      throw this.#error(`expected one JSON object a line on standard output, got ${JSON.stringify(line)}`, cause);
    }
  }

  #requireNumber({ value }: Answer): number {
    if (typeof value === 'number' && Number.isFinite(value)) return value;
    throw this.#error(`expected { "value": number } as the answer to 'run', got ${JSON.stringify(value)}`);
  }

  #error(message: string, cause?: unknown): BackendError {
    const { program, args } = this.#command;
    const text = [`peer ${[program, ...args].join(' ')}: ${message}`, ...this.#errorLines].join('\n  ');
    return new BackendError(text, { program, cause });
  }

  #keepErrorLine(line: string): void {
    this.#errorLines.push(line);
    if (this.#errorLines.length > KEPT_ERROR_LINES) this.#errorLines.shift();
  }
}
