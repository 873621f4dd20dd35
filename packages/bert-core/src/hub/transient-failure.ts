/** What may be gone at the next try. */

/** A failure of the network or of the hub that is worth another try: a cut connection, a hub that is busy. */
export class TransientFailure extends Error {
  override readonly name = 'TransientFailure';
  /** How long the hub asks to wait. */
  readonly retryAfterMs: number;

  constructor(message: string, { retryAfterMs = 0, cause }: { retryAfterMs?: number; cause?: unknown } = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.retryAfterMs = retryAfterMs;
  }
}

/** The failure behind an error, if another try may help: `fetch` throws a TypeError for all that the network does. */
export function asTransientFailure(error: unknown): TransientFailure | undefined {
  if (error instanceof TransientFailure) return error;
  if (!(error instanceof TypeError) || error.cause === undefined) return undefined;
  return new TransientFailure(describeNetworkError(error.cause), { cause: error });
}

function describeNetworkError(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  const { code, message, errors } = cause as Error & { code?: string; errors?: Error[] };
  // A host with several addresses fails with one error for each, and no message of its own.
  const said = message || errors?.[0]?.message || cause.name;
  return code === undefined || said.includes(code) ? said : `${said} (${code})`;
}
