/**
 * Shared memory as the runtime wants it.
 *
 * onnxruntime-node refuses tensors on a `SharedArrayBuffer`. The same addresses as an ordinary `ArrayBuffer`, which koffi
 * makes, are accepted without a copy. The memory stays referenced here, and a shared memory never moves.
 */
import { bytesPerElement, type Storage, viewStorage } from '@bertsmith/tensor';
import koffi from 'koffi';
// From onnxruntime-node and not from onnxruntime-common: the runtime's `run` knows only its own copy of the class.
import { Tensor } from 'onnxruntime-node';
import type { SharedPiece, SharedTensor } from './messages.js';

interface SharedMemory {
  /** Kept so that the memory stays. */
  readonly buffer: SharedArrayBuffer;
  readonly address: bigint;
}

/** Makes runtime tensors over shared memory, each piece of memory wrapped once. */
export class SharedViews {
  readonly #memories = new Map<number, SharedMemory>();
  readonly #views = new Map<string, Storage>();

  /** Takes a memory in, or its longer version after it has grown in place. */
  addMemory(number: number, buffer: SharedArrayBuffer): void {
    this.#memories.set(number, { buffer, address: koffi.address(new Uint8Array(buffer)) });
  }

  /** A tensor over the first elements of a piece. */
  tensor({ piece, shape }: SharedTensor): Tensor {
    const count = shape.reduce((product, size) => product * size, 1);
    const view = this.#view(piece);
    return new Tensor(piece.dtype as 'float32', view.subarray(0, count) as Float32Array, shape);
  }

  #view(piece: SharedPiece): Storage {
    const key = `${piece.memory} ${piece.byteOffset} ${piece.length} ${piece.dtype}`;
    const view = this.#views.get(key) ?? this.#wrap(piece);
    this.#views.set(key, view);
    return view;
  }

  #wrap({ dtype, memory, byteOffset, length }: SharedPiece): Storage {
    const { address } = this.#memories.get(memory) as SharedMemory;
    const bytes = length * bytesPerElement(dtype);
    const ordinary = koffi.view(address + BigInt(byteOffset), bytes) as ArrayBuffer;
    return viewStorage(dtype, ordinary, 0, length);
  }
}
