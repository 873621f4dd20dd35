/** What else is found under the name `pytorch_model.bin`, told by its first bytes. */
import type { FileHandle } from 'node:fs/promises';
import { readExactly } from '@bertsmith/tensor/files';
import { pytorchError } from './pytorch-error.js';
import type { ZipSource } from './zip/read-zip-directory.js';

/** A pickle of protocol 2 that is PyTorch's magic number, a long of 10 bytes: what files before PyTorch 1.6 begin with. */
const LEGACY_START = Buffer.from('80028a0a6cfc9c46f9206aa850192e', 'hex');

const LFS_START = Buffer.from('version https://git-lfs');

/** @throws FormatError when the file begins like something that is known not to be a zip */
export async function checkFileStart(handle: FileHandle, { path, fileSize }: ZipSource): Promise<void> {
  const start = Buffer.alloc(Math.min(fileSize, 32));
  await readExactly(handle, start, { path, byteOffset: 0, kind: 'PyTorch file' });
  const begins = (with_: Buffer) => start.subarray(0, with_.length).equals(with_);
  if (begins(LEGACY_START)) {
    throw pytorchError(
      { path },
      `it is of the format that PyTorch wrote before version 1.6, which is not read; convert it, where you trust it: python -c "import torch; torch.save(torch.load('${path}', map_location='cpu', weights_only=True), '${path}')"`,
    );
  }
  if (begins(LFS_START)) {
    throw pytorchError({ path }, 'it is a Git LFS pointer, not the file itself: get that with `git lfs pull`');
  }
}
