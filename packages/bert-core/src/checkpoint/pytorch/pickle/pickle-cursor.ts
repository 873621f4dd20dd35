import { quote } from '@bertsmith/tensor';
import { pytorchError } from '../pytorch-error.js';
import { MAXIMUM_GLOBAL_CHARACTERS } from '../pytorch-limits.js';

/** The bytes of a pickle, and how far they have been read. */
export class PickleCursor {
  readonly path: string;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  /** Bytes of the file before the pickle. */
  readonly #byteOffset: number;
  #position = 0;

  constructor(bytes: Uint8Array, { path, byteOffset }: { readonly path: string; readonly byteOffset: number }) {
    this.path = path;
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#byteOffset = byteOffset;
  }

  get position(): number {
    return this.#position;
  }

  /** The FormatError for what was found at `position`. */
  error(problem: string, position = this.#position, values: Readonly<Record<string, unknown>> = {}) {
    const byteOffset = this.#byteOffset + position;
    return pytorchError({ path: this.path, byteOffset }, `its pickle (data.pkl, byte ${position}): ${problem}`, values);
  }

  /** A little-endian number of 1, 2 or 4 bytes without a sign. */
  readUnsigned(bytes: 1 | 2 | 4): number {
    const at = this.#advance(bytes);
    if (bytes === 1) return this.#view.getUint8(at);
    return bytes === 2 ? this.#view.getUint16(at, true) : this.#view.getUint32(at, true);
  }

  readInt32(): number {
    return this.#view.getInt32(this.#advance(4), true);
  }

  /** The operand of LONG1: a length, and as many bytes of a number in two's complement. */
  readLong(): number {
    const start = this.#position;
    const length = this.readUnsigned(1);
    if (length > 8) throw this.error(`a number of ${length} bytes: expected at most 8`, start);
    const at = this.#advance(length);
    let value = 0n;
    for (let index = length - 1; index >= 0; index--) value = (value << 8n) | BigInt(this.#bytes[at + index] as number);
    const signed = Number(BigInt.asIntN(8 * length, value));
    if (!Number.isSafeInteger(signed)) throw this.error(`the number ${signed} is beyond 2^53`, start);
    return signed;
  }

  readText(length: number): string {
    const start = this.#position;
    const at = this.#advance(length);
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(this.#bytes.subarray(at, at + length));
    } catch (cause) {
      throw this.error('a text that is not UTF-8', start, { cause });
    }
  }

  /** A line of the operands of GLOBAL. */
  readLine(): string {
    const end = this.#bytes.indexOf(0x0a, this.#position);
    const length = (end < 0 ? this.#bytes.length : end) - this.#position;
    if (end < 0 || length > MAXIMUM_GLOBAL_CHARACTERS) {
      const start = quote(this.readText(Math.min(length, 20)));
      throw this.error(`expected the name of a global, found a line of ${length} characters that begins with ${start}`);
    }
    const line = this.readText(length);
    this.#advance(1);
    return line;
  }

  #advance(length: number): number {
    const at = this.#position;
    if (length > this.#bytes.length - at) {
      throw this.error(`it ends in the middle: ${length} bytes are needed, ${this.#bytes.length - at} are left`);
    }
    this.#position += length;
    return at;
  }
}
