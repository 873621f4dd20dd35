import { existsSync } from 'node:fs';
import { countElements, FormatError, InputError } from '@bertsmith/tensor';
import { describe, expect, it } from 'vitest';
import { checkpointPath, readExpected } from '../../../test/checkpoint-fixtures.js';
import { hasSameBits } from '../../../test/distance.js';
import { openPytorchFile } from './open-pytorch-file.js';

async function failureOf(name: string): Promise<FormatError> {
  const failure = await openPytorchFile(checkpointPath(name)).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(FormatError);
  return failure as FormatError;
}

describe('openPytorchFile', () => {
  it.each(['views', 'dtypes'])('reads what PyTorch wrote, bit for bit: %s', async (name) => {
    await using file = await openPytorchFile(checkpointPath(`${name}.bin`));
    const expected = readExpected(`${name}.safetensors`);
    expect(expected.size).toBeGreaterThan(5);
    for (const [tensor, { shape, data }] of expected) {
      expect(file.tensors.get(tensor)?.shape, tensor).toEqual(shape);
      const target = new Float32Array(new SharedArrayBuffer(4 * data.length));
      await file.readInto(tensor, target);
      expect(hasSameBits(target, data), tensor).toBe(true);
    }
  });

  it('knows the dtypes, and reads no integers as floating-point numbers', async () => {
    await using file = await openPytorchFile(checkpointPath('dtypes.bin'));
    const found = Object.fromEntries(Array.from(file.tensors.values(), ({ name, dtype }) => [name, dtype]));
    const names = ['float32', 'float64', 'float16', 'bfloat16', 'int64', 'int32', 'int16', 'int8', 'uint8', 'bool'];
    for (const name of names) expect(found[name]).toBe(name);
    await expect(file.readInto('int64', new Float32Array(3))).rejects.toThrow(
      `PyTorch file '${file.path}', tensor "int64": expected floating-point elements, found int64`,
    );
  });

  it('reads rows, also of a transposed tensor', async () => {
    await using file = await openPytorchFile(checkpointPath('views.bin'));
    for (const [name, { shape, data }] of readExpected('views.safetensors')) {
      const [rows = 0, ...rest] = shape;
      const length = countElements(rest);
      for (let row = 0; row + 2 <= rows && length > 0; row++) {
        const target = new Float32Array(2 * length);
        await file.readRows(name, row, target);
        expect(hasSameBits(target, data.subarray(row * length, (row + 2) * length)), `${name} ${row}`).toBe(true);
      }
    }
    await expect(file.readRows('base', 5, new Float32Array(16))).rejects.toThrow(/its shape is \[6, 8\]/);
  });

  it('checks names and shapes before it writes', async () => {
    await using file = await openPytorchFile(checkpointPath('views.bin'));
    await expect(file.readInto('base', new Float32Array(47))).rejects.toThrow('expected the shape [47], found [6, 8]');
    await expect(file.readInto('nothing', new Float32Array(47))).rejects.toThrow('it is not in the file');
  });
});

describe('a file that is refused', () => {
  it.each([
    ['os-system', /"posix.system", which is no part of a state dict of tensors: nothing was run/],
    ['eval', /"builtins.eval", which is no part/],
    ['legacy', /before version 1.6, which is not read; convert it.* torch.save\(torch.load\(/],
    ['nested', /tensor "model": expected a tensor, found a dictionary: .*\['model'\]/],
    ['number', /tensor "epoch": expected a tensor, found a number/],
    ['list', /the instruction EMPTY_LIST is no part of a state dict/],
    ['overlap', /tensor "weight": with the strides \[1, 1\] its elements overlap.*\.contiguous\(\)/],
    ['complex', /"torch.ComplexFloatStorage", which is no part/],
    ['float8', /"torch._utils._rebuild_tensor_v3", which is no part|storage/],
    ['torchscript', /it is a TorchScript program/],
  ])('%s', async (name, message) => {
    expect((await failureOf(`refused-${name}.bin`)).message).toMatch(message);
  });

  it('runs nothing', async () => {
    expect((await failureOf('refused-os-system.bin')).details).toMatchObject({ actual: 'posix.system' });
    expect(existsSync('was-attacked')).toBe(false);
  });

  it('is not there, or is of another kind', async () => {
    await expect(openPytorchFile(checkpointPath('nothing.bin'))).rejects.toThrow(InputError);
    expect((await failureOf('expected.safetensors')).message).toMatch(/its zip directory cannot be read/);
  });
});
