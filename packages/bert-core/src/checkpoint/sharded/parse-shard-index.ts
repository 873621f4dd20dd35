/** `model.safetensors.index.json`, `pytorch_model.bin.index.json`: which of several files (shards) each tensor is in. */
import { FormatError, quote } from '@bertsmith/tensor';

/** Each shard is an open file, and systems allow 1,024 of them. BERT-large in the smallest shards of use has 14. */
const MAXIMUM_SHARDS = 256;

/**
 * The shards in the order that the index first names them, each with its tensors.
 *
 * @param path named in messages
 * @throws FormatError when it is no such index, or a shard's name is more than the name of a file beside the index
 */
export function parseShardIndex(text: string, path: string): ReadonlyMap<string, readonly string[]> {
  const shards = new Map<string, string[]>();
  for (const [name, file] of Object.entries(readWeightMap(text, path))) {
    const tensors = shards.get(checkFileName(file, { path, name })) ?? [];
    tensors.push(name);
    shards.set(file as string, tensors);
  }
  if (shards.size >= 1 && shards.size <= MAXIMUM_SHARDS) return shards;
  throw new FormatError(`'${path}': weight_map names ${shards.size} files, expected 1 to ${MAXIMUM_SHARDS}`, {
    path,
    expected: MAXIMUM_SHARDS,
    actual: shards.size,
  });
}

function readWeightMap(text: string, path: string): object {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new FormatError(`'${path}': not JSON: ${(cause as Error).message}`, { path, cause });
  }
  const weightMap = isObject(json) ? (json as { weight_map?: unknown }).weight_map : undefined;
  if (isObject(weightMap)) return weightMap;
  throw new FormatError(`'${path}': expected an object "weight_map" of tensors and their files, found none`, { path });
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A path would let a downloaded index open any file of the machine. */
function checkFileName(file: unknown, { path, name }: { readonly path: string; readonly name: string }): string {
  const isName = typeof file === 'string' && /^[^/\\:\0]+$/.test(file) && file !== '.' && file !== '..';
  if (isName) return file;
  const found = typeof file === 'string' ? quote(file) : JSON.stringify(file)?.slice(0, 100);
  throw new FormatError(
    `'${path}': tensor ${quote(name)} is said to be in ${found}, expected the name of a file in the same directory`,
    { path, name, actual: file },
  );
}
