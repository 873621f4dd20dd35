/**
 * What the main thread and the session thread say to each other. Tensors never travel: both see the same memory. A memory is
 * handed over once, under a number, because a `SharedArrayBuffer` arrives as another object every time it is sent.
 */
import type { DType } from '@bertsmith/tensor';
import type { ExecutionProvider } from '../execution-providers.js';

/** A memory that the session thread has not seen yet. Numbers count the memories of one session. */
export interface SharedMemory {
  readonly number: number;
  readonly buffer: SharedArrayBuffer;
}

/** A piece of shared memory, as elements of a dtype. */
export interface SharedPiece {
  readonly dtype: DType;
  /** The number of the memory. */
  readonly memory: number;
  readonly byteOffset: number;
  /** Elements. */
  readonly length: number;
}

/** A piece and the shape that a tensor over its first elements has. */
export interface SharedTensor {
  readonly piece: SharedPiece;
  readonly shape: readonly number[];
}

/** Named tensors of one run. */
export type SharedTensors = readonly (readonly [name: string, tensor: SharedTensor])[];

/** What a session reads and writes, and the memories that are new in it. */
export interface SessionTensors {
  readonly memories: readonly SharedMemory[];
  readonly feeds: SharedTensors;
  readonly fetches: SharedTensors;
}

/** How a session is made. */
export interface SessionSettings {
  readonly provider: ExecutionProvider;
  readonly threads: number;
  /** Where the runtime writes its profile; none by default. */
  readonly profilePrefix?: string;
}

/** What the main thread asks for. `session` numbers the sessions of one thread. */
export type Request =
  | { readonly kind: 'open'; readonly session: number; readonly model: Uint8Array; readonly settings: SessionSettings }
  | { readonly kind: 'bind'; readonly session: number; readonly tensors: SessionTensors }
  | { readonly kind: 'run'; readonly session: number; readonly tensors: SessionTensors }
  | { readonly kind: 'close'; readonly session: number };

/** A request with its number. */
export interface NumberedRequest {
  readonly id: number;
  readonly request: Request;
}

/** The answer to a request: done, or why not. */
export interface Response {
  readonly id: number;
  readonly error?: string;
}
