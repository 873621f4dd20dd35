import type { FileHandle } from 'node:fs/promises';
import { readExactly } from '@bertsmith/tensor/files';
import { RandomAccessReader } from 'yauzl';
import { pytorchError } from '../pytorch-error.js';

/** Lets yauzl read from a file that is open already and stays so; nothing beyond its end, wherever the zip points to. */
export class FileReader extends RandomAccessReader {
  readonly #handle: FileHandle;
  readonly #path: string;
  readonly #fileSize: number;

  constructor(handle: FileHandle, { path, fileSize }: { readonly path: string; readonly fileSize: number }) {
    super();
    this.#handle = handle;
    this.#path = path;
    this.#fileSize = fileSize;
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null) => void,
  ): void {
    this.#fill(buffer.subarray(offset, offset + length), position)
      .then(() => callback(null), callback)
      // What yauzl's callback throws would otherwise be an unhandled rejection, and whoever waits would wait for ever.
      .catch((error: unknown) => this.emit('error', error));
  }

  async #fill(target: Uint8Array, byteOffset: number): Promise<void> {
    const place = { path: this.#path, byteOffset };
    if (!(byteOffset >= 0 && byteOffset + target.length <= this.#fileSize)) {
      throw pytorchError(
        place,
        `its zip directory points beyond the ${this.#fileSize} bytes of the file: get it again`,
      );
    }
    await readExactly(this.#handle, target, { ...place, kind: 'PyTorch file' });
  }
}
