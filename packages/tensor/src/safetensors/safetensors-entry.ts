import type { DType } from '../dtype.js';

/** Where and what a tensor of a safetensors file is. Every number has been checked against the file's size. */
export interface SafetensorsEntry {
  readonly name: string;
  readonly dtype: DType;
  /** Sizes, outermost dimension first. */
  readonly shape: readonly number[];
  /** Bytes from the start of the file to the first element. */
  readonly byteOffset: number;
  readonly byteLength: number;
}

/** What the header of a safetensors file says. */
export interface SafetensorsHeader {
  /** The tensors by name, in the order of their data. */
  readonly entries: ReadonlyMap<string, SafetensorsEntry>;
  /** The free-form texts under `__metadata__`; Hugging Face writes `format` = `pt`. */
  readonly metadata: ReadonlyMap<string, string>;
  /** Bytes from the start of the file to the data. */
  readonly dataOffset: number;
}
