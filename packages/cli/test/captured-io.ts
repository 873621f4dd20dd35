import { Readable, Writable } from 'node:stream';
import type { CommandIo, TextOutput } from '../src/command-io.js';

/** A stream that keeps what is written to it. */
export class CapturedOutput extends Writable {
  text = '';
  readonly isTTY: boolean;
  readonly columns = 100;

  constructor(isTerminal = false) {
    super();
    this.isTTY = isTerminal;
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }

  get lines(): string[] {
    return this.text.split('\n').filter((line) => line !== '');
  }
}

/** The world of a command in a test. */
export interface CapturedIo extends CommandIo {
  readonly stdout: CapturedOutput & TextOutput;
  readonly stderr: CapturedOutput & TextOutput;
  /** Presses Ctrl-C. */
  interrupt(): void;
  /** How often the process would have been ended. */
  endings(): number;
}

/** What a test may say of it. */
export interface CapturedIoOptions {
  readonly isTerminal?: boolean;
  /** What is piped in. */
  readonly input?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Streams in memory, and a Ctrl-C that the test presses. */
export function captureIo({ isTerminal = false, input = '', environment = {} }: CapturedIoOptions = {}): CapturedIo {
  const listeners = new Set<() => void>();
  let endings = 0;
  return {
    stdout: new CapturedOutput(isTerminal),
    stderr: new CapturedOutput(isTerminal),
    stdin: Readable.from(input === '' ? [] : [input]),
    environment,
    onInterrupt: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    endAtOnce: () => {
      endings++;
    },
    interrupt: () => listeners.forEach((listener) => void listener()),
    endings: () => endings,
  };
}
