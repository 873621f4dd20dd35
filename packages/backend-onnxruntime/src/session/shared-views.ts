/**
 * Shared memory as the runtime wants it.
 *
 * onnxruntime-node refuses tensors on a `SharedArrayBuffer`. The same addresses as an ordinary `ArrayBuffer`, which koffi
 * makes, are accepted without a copy. The memory stays referenced here, and a shared memory never moves.
 */
import { bytesPerElement, type DType, type Storage, viewStorage } from '@bertsmith/tensor';
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
    return wrapTensor(piece.dtype, this.#view(piece).subarray(0, count), shape);
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

/** From Node 24 on, `Tensor` would wrap the bits of float16 in a `Float16Array`, which the runtime's native part cannot read. */
function wrapTensor(dtype: DType, data: Storage, shape: readonly number[]): Tensor {
  if (dtype !== 'float16') return new Tensor(dtype as 'float32', data as Float32Array, shape);
  return Object.assign(new Tensor('uint16', data as Uint16Array, shape), { type: dtype });
}
