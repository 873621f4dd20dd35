import type { DType, Tensor } from '@bertsmith/tensor';

/** What a checkpoint says about one of its tensors. */
export interface CheckpointTensor {
  /** As the file has it: without a prefix, or with an old name, maybe. */
  readonly name: string;
  readonly dtype: DType;
  /** Sizes, outermost dimension first. */
  readonly shape: readonly number[];
  /** The file that it is in. */
  readonly path: string;
}

/** Weights that are open to be read, of whatever format, in one file or several; made by `openCheckpoint`. */
export interface Checkpoint {
  /** What was opened: the file of weights, or the index of several. For messages. */
  readonly path: string;
  readonly format: 'safetensors' | 'pytorch';
  /** The files that hold tensors. */
  readonly files: readonly string[];
  /** Every tensor by its name, in the order of the files. */
  readonly tensors: ReadonlyMap<string, CheckpointTensor>;
  /**
   * Reads a floating-point tensor straight into float32 memory, a parameter of an arena say: `float32` without a copy, `float16`
   * and `bfloat16` exactly, `float64` rounded to the nearest.
   *
   * @param target of as many elements; a tensor must also have the same shape
   * @throws FormatError when there is no such tensor, it has another shape or integers, or the file became shorter
   * @throws InputError when the system cannot read the file
   */
  readInto(name: string, target: Float32Array | Tensor<'float32'>): Promise<void>;
  /**
   * The same for some rows: those from `firstRow` on that fill `target`.
   *
   * @throws ShapeError when the tensor has no such rows
   */
  readRows(name: string, firstRow: number, target: Float32Array): Promise<void>;
  /** Closes its files; later reads fail. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}
