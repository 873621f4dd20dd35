import { FormatError } from '../errors/error-classes.js';

/** Where in a file something is wrong. */
export interface Place {
  readonly path: string;
  /** What kind of file it is, for the message. Default `safetensors file`. */
  readonly kind?: string | undefined;
  /** The tensor that it is about. */
  readonly tensor?: string | undefined;
  /** Bytes from the start of the file. */
  readonly byteOffset?: number | undefined;
}

/** Names in messages are cut here: a header may hold one of a hundred million characters. */
const MAXIMUM_QUOTED = 100;

/** A text from a file as messages show it: in quotes, control characters escaped, cut to a readable length. */
export function quote(text: string): string {
  const cut = text.length > MAXIMUM_QUOTED ? `${text.slice(0, MAXIMUM_QUOTED)}...` : text;
  // JSON escapes the controls below U+0020 only; those up to U+009F can steer a terminal, too.
  return JSON.stringify(cut).replace(/[\x7f-\x9f]/g, (control) => `\\u00${control.charCodeAt(0).toString(16)}`);
}

/** The {@link FormatError} for a file of tensors: "safetensors file 'a.safetensors', tensor "b", byte 12: ...". */
export function formatError(place: Place, problem: string, values: Record<string, unknown> = {}): FormatError {
  const { path, kind = 'safetensors file', tensor, byteOffset } = place;
  const parts = [`${kind} '${path}'`];
  if (tensor !== undefined) parts.push(`tensor ${quote(tensor)}`);
  if (byteOffset !== undefined) parts.push(`byte ${byteOffset}`);
  return new FormatError(`${parts.join(', ')}: ${problem}`, { path, tensor, byteOffset, ...values });
}
