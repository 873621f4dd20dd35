/** Parquet, by the library hyparquet and its decompressors, which are loaded when the first such file is read. */
import { FormatError } from '@bertsmith/tensor';
import { openRegularFile } from '@bertsmith/tensor/files';
import type { AsyncBuffer } from 'hyparquet';
import { findColumns } from './find-columns.js';
import type { TableRow, TableSource } from './table-source.js';

/**
 * The rows of a Parquet file, in any of its compressions; only the wanted columns are read.
 *
 * @throws FormatError when the file is no Parquet, incomplete or lacks a column
 */
export async function readParquet({ path, columns, signal }: TableSource): Promise<TableRow[]> {
  const handle = await openRegularFile(path);
  try {
    const { size: byteLength } = await handle.stat();
    const slice = async (start: number, end = byteLength) => {
      signal?.throwIfAborted();
      const bytes = new Uint8Array(Math.max(0, end - start));
      const { bytesRead } = await handle.read(bytes, 0, bytes.length, start);
      return bytes.buffer.slice(0, bytesRead);
    };
    const records = await readRecords({ byteLength, slice }, path, columns);
    return records.map((record, row) => ({
      place: { path, place: `row ${row + 1}` },
      values: columns.map((column) => record[column]),
    }));
  } catch (cause) {
    if (cause instanceof FormatError || signal?.aborted) throw cause;
    const { message } = cause as Error;
    throw new FormatError(`${path}: not a Parquet file, or not all of one: ${message}; fetch it again`, {
      path,
      cause,
    });
  } finally {
    await handle.close();
  }
}

async function readRecords(file: AsyncBuffer, path: string, columns: readonly string[]) {
  const { parquetMetadataAsync, parquetReadObjects, parquetSchema } = await import('hyparquet');
  const { compressors } = await import('hyparquet-compressors');
  const metadata = await parquetMetadataAsync(file);
  const names = parquetSchema(metadata).children.map(({ element }) => element.name);
  findColumns(names, columns, { path });
  return await parquetReadObjects({ file, metadata, columns: [...columns], compressors });
}
