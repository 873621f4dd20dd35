import type { FileHandle } from 'node:fs/promises';
import { formatError, type Place } from '../safetensors/format-error.js';
import { explainReadFailure } from './read-failure.js';

/** Reads of 2 GiB and more fail; smaller ones cost nothing and let other work in between. */
const MAXIMUM_READ_BYTES = 16 * 1024 * 1024;

/**
 * Fills `target` with the bytes at `place.byteOffset`.
 *
 * @throws FormatError when the file ends before, InputError when the system cannot read it
 */
export async function readExactly(
  handle: FileHandle,
  target: Uint8Array,
  place: Place & { readonly byteOffset: number },
): Promise<void> {
  let done = 0;
  while (done < target.length) {
    const length = Math.min(target.length - done, MAXIMUM_READ_BYTES);
    const { bytesRead } = await handle.read(target, done, length, place.byteOffset + done).catch((cause: unknown) => {
      throw explainReadFailure(place.path, cause);
    });
    if (bytesRead === 0) {
      const expected = place.byteOffset + target.length;
      const actual = place.byteOffset + done;
      const problem = `the file became shorter while it was read: expected ${expected} bytes, found ${actual}`;
      throw formatError({ ...place, byteOffset: actual }, problem, { expected, actual });
    }
    done += bytesRead;
  }
}
