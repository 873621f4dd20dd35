import { createReadStream } from 'node:fs';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { explainOutputFailure } from '@bertsmith/tensor/files';
import { OFFSET_BYTES } from './tokenized-corpus-format.js';

/** Offsets that are kept in memory before they are written: 512 kB. */
const BUFFERED_OFFSETS = 65_536;

/**
 * A list of offsets that is written to a file of its own while it grows, and read back once: half a billion sentences would take
 * 4 GB of memory.
 */
export class OffsetSpool {
  readonly #path: string;
  readonly #target: string;
  readonly #handle: FileHandle;
  readonly #buffer = new BigUint64Array(BUFFERED_OFFSETS);
  #buffered = 0;
  #length = 0;

  private constructor(path: string, target: string, handle: FileHandle) {
    this.#path = path;
    this.#target = target;
    this.#handle = handle;
  }

  /**
   * @param target what the offsets are for: the file that errors name
   * @throws OutputError when the file cannot be made
   */
  static async create(path: string, target: string): Promise<OffsetSpool> {
    try {
      return new OffsetSpool(path, target, await open(path, 'wx'));
    } catch (cause) {
      throw explainOutputFailure(target, cause);
    }
  }

  /** How many offsets there are. */
  get length(): number {
    return this.#length;
  }

  /** Adds an offset; `flush` when {@link isFull}. */
  add(offset: number): void {
    this.#buffer[this.#buffered++] = BigInt(offset);
    this.#length++;
  }

  /** Whether the next offset has no place in memory. */
  get isFull(): boolean {
    return this.#buffered === BUFFERED_OFFSETS;
  }

  /** Writes what is in memory. @throws OutputError when the disk is full */
  async flush(): Promise<void> {
    const bytes = new Uint8Array(this.#buffer.buffer, 0, this.#buffered * OFFSET_BYTES);
    await this.#handle.appendFile(bytes).catch((cause: unknown) => {
      throw explainOutputFailure(this.#target, cause);
    });
    this.#buffered = 0;
  }

  /** The offsets as they go into a file, in chunks. */
  async *bytes(): AsyncGenerator<Uint8Array> {
    await this.flush();
    yield* createReadStream(this.#path) as AsyncIterable<Buffer>;
  }

  /** Removes the file. */
  async remove(): Promise<void> {
    await this.#handle.close();
    await rm(this.#path, { force: true });
  }
}
