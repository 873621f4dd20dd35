/** A block of 900 kB, before runs of equal bytes are written out. */
const USUAL_BLOCK_BYTES = 900_000;

/** Takes the bytes of a block, in memory that is used again for the next: `seek-bzip` would begin with 16 kB and double it. */
export class BlockOutput {
  #bytes = Buffer.alloc(USUAL_BLOCK_BYTES);
  #length = 0;

  /** Called by `seek-bzip` for each byte. */
  writeByte(byte: number): void {
    if (this.#length === this.#bytes.length) this.#bytes = Buffer.concat([this.#bytes, Buffer.alloc(this.#length)]);
    this.#bytes[this.#length++] = byte;
  }

  /** A copy of what was written. */
  getBuffer(): Buffer {
    return Buffer.from(this.#bytes.subarray(0, this.#length));
  }

  /** Forgets what was written. */
  clear(): void {
    this.#length = 0;
  }
}
