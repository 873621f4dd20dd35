/** A piece of a stream of bytes: more is read when it is asked for, and what is done with is dropped. */
export class ByteWindow {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #bytes: Buffer = Buffer.alloc(0);
  #start = 0;
  #hasEnded = false;

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /** The bytes in the window. Another array after `fill` or `drop`. */
  get bytes(): Buffer {
    return this.#bytes;
  }

  /** Where the window starts in the stream, bytes. */
  get start(): number {
    return this.#start;
  }

  /** Whether the stream has no more than what is in the window. */
  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** Reads until the window has `length` bytes or the stream has ended; returns whether it has them. */
  async fill(length: number): Promise<boolean> {
    const read: Uint8Array[] = [this.#bytes];
    let size = this.#bytes.length;
    while (size < length && !this.#hasEnded) {
      const { done, value } = await this.#chunks.next();
      if (done) this.#hasEnded = true;
      else {
        read.push(value);
        size += value.length;
      }
    }
    if (read.length > 1) this.#bytes = Buffer.concat(read, size);
    return size >= length;
  }

  /** Drops bytes from the front. */
  drop(length: number): void {
    this.#bytes = this.#bytes.subarray(length);
    this.#start += length;
  }

  /** Stops reading: closes what the chunks come from. */
  async close(): Promise<void> {
    await this.#chunks.return?.();
  }
}
