import { FormatError } from '@bertsmith/tensor';
import { readTextFileOrFail } from '@bertsmith/tensor/files';

/** A file beside the index: no way into another directory. */
const FILE_NAME = /^[\w-][\w.-]*$/;

/**
 * The files that an index (`model.safetensors.index.json`) says the weights are in, sorted.
 *
 * @throws FormatError when it is no index
 */
export async function readShardNames(path: string): Promise<string[]> {
  const names = [...new Set(Object.values(readWeightMap(path, await readTextFileOrFail(path))))];
  const isList = names.length > 0 && names.every((name) => typeof name === 'string' && FILE_NAME.test(name));
  if (!isList) throw new FormatError(`${path}: weight_map: expected names of files beside it`, { path });
  return (names as string[]).sort();
}

function readWeightMap(path: string, text: string): object {
  try {
    const { weight_map: map } = JSON.parse(text) as { weight_map?: unknown };
    if (typeof map === 'object' && map !== null && !Array.isArray(map)) return map;
  } catch (cause) {
    throw new FormatError(`${path}: not JSON: remove it and download it again`, { path, cause });
  }
  throw new FormatError(`${path}: there is no weight_map: it is not an index of weights`, { path });
}
