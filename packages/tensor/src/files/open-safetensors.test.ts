import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { readlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { EVERY_DTYPE } from '../../test/every-dtype.js';
import { FormatError, InputError } from '../errors/error-classes.js';
import { float32ToBfloat16, float32ToFloat16 } from '../half-precision.js';
import { tensor } from '../tensor.js';
import { openSafetensors } from './open-safetensors.js';
import type { SafetensorsFile } from './safetensors-file.js';
import { saveSafetensors } from './save-safetensors.js';

const FIXTURE = fileURLToPath(new URL('../../test/fixtures/safetensors/every-dtype.safetensors', import.meta.url));
const directory = mkdtempSync(join(tmpdir(), 'bertsmith-safetensors-'));
const pathOf = (name: string) => join(directory, name);
afterAll(() => rmSync(directory, { recursive: true, force: true }));

async function withFile<T>(path: string, work: (file: SafetensorsFile) => Promise<T>): Promise<T> {
  const file = await openSafetensors(path);
  return await work(file).finally(() => file.close());
}

it('reads what Hugging Face wrote', async () => {
  await withFile(FIXTURE, async (file) => {
    expect([...file.entries.keys()].sort()).toEqual(EVERY_DTYPE.map(([name]) => name).sort());
    expect(file.metadata).toEqual(new Map([['format', 'pt']]));
    for (const [name, expected] of EVERY_DTYPE) expect(await file.read(name)).toEqual(expected);
  });
});

it('reads what saveSafetensors wrote', async () => {
  await saveSafetensors(pathOf('saved'), EVERY_DTYPE, { format: 'pt' });
  await withFile(pathOf('saved'), async (file) => {
    for (const [name, expected] of EVERY_DTYPE) expect(await file.read(name)).toEqual(expected);
  });
});

describe('readInto', () => {
  // More than the conversion buffer and more than one read, with a rest.
  const count = 5_000_011;
  const values = Float32Array.from({ length: count }, (_, i) => (i % 256) - 128);
  const tensors = [
    ['f32', tensor('float32', [count], values)],
    ['f64', tensor('float64', [count], Float64Array.from(values))],
    ['f16', tensor('float16', [count], Uint16Array.from(values, float32ToFloat16))],
    ['bf16', tensor('bfloat16', [count], Uint16Array.from(values, float32ToBfloat16))],
  ] as const;

  it('fills a part of shared memory from every float dtype', async () => {
    await saveSafetensors(pathOf('floats'), tensors);
    await withFile(pathOf('floats'), async (file) => {
      for (const [name] of tensors) {
        const memory = new Float32Array(new SharedArrayBuffer(4 * (count + 2)));
        await file.readInto(name, memory.subarray(1, count + 1));
        expect([memory[0], memory[count + 1]]).toEqual([0, 0]);
        expect(Buffer.compare(Buffer.from(memory.buffer, 4, 4 * count), Buffer.from(values.buffer))).toBe(0);
      }
    });
  });

  it('checks shape, length and dtype before it writes', async () => {
    await saveSafetensors(pathOf('shapes'), [
      ['w', tensor('float32', [2, 3], new Float32Array(6))],
      ['ids', tensor('int64', [2], new BigInt64Array(2))],
    ]);
    await withFile(pathOf('shapes'), async (file) => {
      const transposed = tensor('float32', [3, 2], new Float32Array(6));
      const prefix = `safetensors file '${file.path}', tensor "w": `;
      await expect(file.readInto('w', transposed)).rejects.toMatchObject({
        message: `${prefix}expected the shape [3, 2], found [2, 3]`,
        details: { tensor: 'w', expected: [3, 2], actual: [2, 3] },
      });
      await expect(file.readInto('w', new Float32Array(5))).rejects.toThrow(
        `${prefix}expected the shape [5], found [2, 3]`,
      );
      await expect(file.readInto('ids', new Float32Array(2))).rejects.toThrow(
        'expected floating-point elements, found int64',
      );
      await expect(file.readInto('v', new Float32Array(2))).rejects.toThrow(
        'tensor "v": it is not in the file, which has 2 tensors, first "ids", "w"',
      );
      await file.readInto('w', tensor('float32', [2, 3], new Float32Array(6)));
    });
  });
});

describe('refuses', () => {
  it.each([
    ['a missing file', pathOf('missing'), 'it does not exist: check the path'],
    ['a directory', directory, 'it is a directory: give the name of a file in it'],
  ])('%s', async (_, path, message) => {
    await expect(openSafetensors(path)).rejects.toThrow(`cannot read '${path}': ${message}`);
    await expect(openSafetensors(path)).rejects.toThrow(InputError);
  });

  it.skipIf(process.platform === 'win32')('a pipe, instead of waiting for it', async () => {
    execFileSync('mkfifo', [pathOf('pipe')]);
    await expect(openSafetensors(pathOf('pipe'))).rejects.toThrow(InputError);
  });

  it('a header of 4 GB, also in a file that has room for it', async () => {
    const path = pathOf('large');
    const claimed = 4 * 2 ** 30;
    const length = new BigUint64Array([BigInt(claimed)]);
    writeFileSync(path, new Uint8Array(length.buffer));
    // It takes no room on the disk.
    truncateSync(path, claimed + 8);
    await expect(openSafetensors(path)).rejects.toThrow(
      `the header is said to have ${claimed} bytes, expected at most 100000000 (that is the limit of the format)`,
    );
  });

  it('every file that is cut', async () => {
    const path = pathOf('cut');
    copyFileSync(FIXTURE, path);
    for (let size = 1_637; size >= 0; size -= size > 1_600 || size < 20 ? 1 : 100) {
      truncateSync(path, size);
      await expect(openSafetensors(path)).rejects.toThrow(FormatError);
    }
  });

  it('to read a file that became shorter after it was opened', async () => {
    copyFileSync(FIXTURE, pathOf('shrinking'));
    await withFile(pathOf('shrinking'), async (file) => {
      const { byteOffset } = file.entry('scalar');
      truncateSync(file.path, byteOffset + 2);
      await expect(file.read('scalar')).rejects.toThrow(
        `byte ${byteOffset + 2}: the file became shorter while it was read: expected ${byteOffset + 4} bytes, found ${byteOffset + 2}`,
      );
    });
  });

  it('a tensor larger than memory, which a file with holes can have', async () => {
    const bytes = 2 ** 43;
    const json = `{"w":{"dtype":"F64","shape":[${bytes / 8}],"data_offsets":[0,${bytes}]}}`;
    writeFileSync(
      pathOf('sparse'),
      Buffer.concat([Buffer.from([json.length, 0, 0, 0, 0, 0, 0, 0]), Buffer.from(json)]),
    );
    truncateSync(pathOf('sparse'), 8 + json.length + bytes);
    await withFile(pathOf('sparse'), async (file) => {
      await expect(file.read('w')).rejects.toThrow(`its ${bytes} bytes cannot be held in memory`);
      await expect(file.readInto('w', new Float32Array(1))).rejects.toThrow(FormatError);
    });
  });
});

it('fails to read after it was closed', async () => {
  const file = await openSafetensors(FIXTURE);
  await file[Symbol.asyncDispose]();
  await expect(file.read('scalar')).rejects.toThrow(InputError);
});

it.skipIf(!existsSync('/proc/self/fd'))('leaves no file open when the header is refused', async () => {
  const path = pathOf('bad');
  writeFileSync(path, 'not safetensors at all');
  await expect(openSafetensors(path)).rejects.toThrow(FormatError);
  const targets = readdirSync('/proc/self/fd').map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => ''));
  expect(await Promise.all(targets)).not.toContain(path);
});
