/** The world around a command, so that programs and tests can run one in their own process. */

/** Where text goes: a terminal, a pipe, a file. */
export type TextOutput = NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };

/** Where text comes from. */
export type TextInput = NodeJS.ReadableStream & { readonly isTTY?: boolean };

/** What {@link runCli} reads from and writes to. */
export interface CommandIo {
  /** Results. */
  readonly stdout: TextOutput;
  /** Progress and errors. */
  readonly stderr: TextOutput;
  /** The texts of `predict` when it is given none. */
  readonly stdin: TextInput;
  /** `NO_COLOR`, and what tells how the command was started. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Calls `listener` at each Ctrl-C, until the function that it returns is called. */
  onInterrupt(listener: () => void): () => void;
  /** Ends the process at once, as Ctrl-C does where nobody listens. */
  endAtOnce(): void;
}
