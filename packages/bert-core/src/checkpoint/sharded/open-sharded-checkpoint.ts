import { dirname, join } from 'node:path';
import { FormatError, InputError, quote } from '@bertsmith/tensor';
import { readTextFileOrFail } from '@bertsmith/tensor/files';
import type { Checkpoint, CheckpointTensor } from '../checkpoint.js';
import { parseShardIndex } from './parse-shard-index.js';

/**
 * Several files of weights as one checkpoint.
 *
 * @param indexPath `model.safetensors.index.json` or `pytorch_model.bin.index.json`; the shards lie beside it
 * @param openShard opens one of them
 * @throws InputError when a file is missing or cannot be read
 * @throws FormatError when one is damaged, a shard lacks a tensor that the index says it has, or two shards have the same one
 */
export async function openShardedCheckpoint(
  indexPath: string,
  openShard: (path: string) => Promise<Checkpoint>,
): Promise<Checkpoint> {
  const index = parseShardIndex(await readTextFileOrFail(indexPath), indexPath);
  const shards: Checkpoint[] = [];
  try {
    for (const file of index.keys()) shards.push(await openOne(indexPath, file, openShard));
    return combine(indexPath, shards, index);
  } catch (error) {
    await closeAll(shards);
    throw error;
  }
}

async function openOne(indexPath: string, file: string, openShard: (path: string) => Promise<Checkpoint>) {
  try {
    return await openShard(join(dirname(indexPath), file));
  } catch (cause) {
    if (!InputError.isInstance(cause)) throw cause;
    throw new InputError(
      `${cause.message}; '${indexPath}' names it as one of the files of the weights: get all of them`,
      {
        ...cause.details,
        index: indexPath,
        cause,
      },
    );
  }
}

function combine(
  path: string,
  shards: readonly Checkpoint[],
  index: ReadonlyMap<string, readonly string[]>,
): Checkpoint {
  const owners = findOwners(path, shards);
  for (const [position, [file, names]] of [...index].entries()) {
    for (const name of names) checkOwner(path, { name, file }, owners.get(name), shards[position] as Checkpoint);
  }
  const ownerOf = (name: string): Checkpoint => {
    const owner = owners.get(name);
    if (owner !== undefined) return owner;
    throw new FormatError(`'${path}': tensor ${quote(name)} is in none of its files`, { path, tensor: name });
  };
  const close = () => closeAll(shards);
  return {
    path,
    format: (shards[0] as Checkpoint).format,
    files: shards.flatMap(({ files }) => files),
    tensors: new Map(shards.flatMap(({ tensors }): [string, CheckpointTensor][] => [...tensors])),
    readInto: async (name, target) => ownerOf(name).readInto(name, target),
    readRows: async (name, firstRow, target) => ownerOf(name).readRows(name, firstRow, target),
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** A tensor that the index does not name counts, too: transformers reads whatever is in the shards. */
function findOwners(path: string, shards: readonly Checkpoint[]): ReadonlyMap<string, Checkpoint> {
  const owners = new Map<string, Checkpoint>();
  for (const shard of shards) {
    for (const name of shard.tensors.keys()) {
      const other = owners.get(name);
      if (other !== undefined) {
        const problem = `tensor ${quote(name)} is in two of its files, '${other.path}' and '${shard.path}'`;
        throw new FormatError(`'${path}': ${problem}: expected it in one`, { path, tensor: name });
      }
      owners.set(name, shard);
    }
  }
  return owners;
}

function checkOwner(
  path: string,
  { name, file }: { readonly name: string; readonly file: string },
  owner: Checkpoint | undefined,
  expected: Checkpoint,
): void {
  if (owner === expected) return;
  const found = owner === undefined ? 'no file has it' : `it is in '${owner.path}'`;
  throw new FormatError(
    `'${path}': tensor ${quote(name)} is said to be in ${quote(file)}, ${found}: get all files again`,
    {
      path,
      tensor: name,
      expected: file,
      actual: owner?.path,
    },
  );
}

async function closeAll(shards: readonly Checkpoint[]): Promise<void> {
  await Promise.all(shards.map((shard) => shard.close()));
}
