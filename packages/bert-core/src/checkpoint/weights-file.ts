/** `model.safetensors`: the parameters under the names that Hugging Face gives them. */
import { FormatError, type ParameterArena } from '@bertsmith/tensor';
import { openSafetensors, type SafetensorsFile, saveSafetensors } from '@bertsmith/tensor/files';

/** The file of weights in a model directory. */
export const WEIGHTS_FILE = 'model.safetensors';

/** Buffers that transformers used to save and that are no parameters. */
const IGNORED_TENSORS = /(^|\.)embeddings\.position_ids$/;

/** What transformers expects every file of its own to say. */
const METADATA = { format: 'pt' };

/** Writes all parameters; a file that was there before is replaced only when the new one is complete. */
export async function saveWeights(path: string, arena: ParameterArena): Promise<void> {
  await saveSafetensors(path, arena.parts(), METADATA);
}

/**
 * Reads all parameters into the arena, straight from the file.
 *
 * @throws FormatError when the file is damaged, or a tensor is missing, unexpected, or of another shape
 */
export async function loadWeights(path: string, arena: ParameterArena): Promise<void> {
  const file = await openSafetensors(path);
  try {
    checkNames(file, path, arena);
    for (const [name, { data, shape }] of arena.parts()) {
      checkShape(file, path, name, shape);
      await file.readInto(name, data);
    }
  } finally {
    await file.close();
  }
}

function checkNames(file: SafetensorsFile, path: string, arena: ParameterArena): void {
  const wanted = new Set([...arena.parts()].map(([name]) => name));
  const found = new Set(file.header.tensors.keys());
  const missing = [...wanted].filter((name) => !found.has(name));
  const unexpected = [...found].filter((name) => !wanted.has(name) && !IGNORED_TENSORS.test(name));
  if (missing.length === 0 && unexpected.length === 0) return;
  throw new FormatError(
    `${path}: the tensors are not those of this model; missing: ${listNames(missing)}; unexpected: ${listNames(unexpected)}`,
    { path, missing, unexpected },
  );
}

/** More names than this are counted. */
const LISTED_NAMES = 4;

function listNames(names: readonly string[]): string {
  if (names.length === 0) return 'none';
  const rest = names.length > LISTED_NAMES ? ` and ${names.length - LISTED_NAMES} more` : '';
  return `${names.slice(0, LISTED_NAMES).join(', ')}${rest}`;
}

function checkShape(file: SafetensorsFile, path: string, name: string, expected: readonly number[]): void {
  const actual = file.header.tensors.get(name)?.shape ?? [];
  if (actual.join() === expected.join()) return;
  throw new FormatError(
    `${path}: tensor '${name}' has the shape [${actual.join(', ')}], the configuration says [${expected.join(', ')}]`,
    { path, name, expected, actual },
  );
}
