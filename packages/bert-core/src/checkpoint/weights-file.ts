/** `model.safetensors`: the parameters under the names that Hugging Face gives them. */
import {
  FormatError,
  formatShape,
  isFloatingPoint,
  type ParameterArena,
  sameShape,
  serializeSafetensors,
  type Tensor,
} from '@bertsmith/tensor';
import { openSafetensors, type SafetensorsFile, writeFileAtomically } from '@bertsmith/tensor/files';

/** The file of weights in a model directory. */
export const WEIGHTS_FILE = 'model.safetensors';

/** Buffers that transformers used to save and that are no parameters. */
const IGNORED_TENSORS = /(^|\.)embeddings\.position_ids$/;

/** What transformers expects every file of its own to say. */
const METADATA = { format: 'pt' };

/** Writes all parameters; a file that was there before is replaced only when the new one is complete. */
export async function saveWeights(path: string, arena: ParameterArena): Promise<void> {
  await writeFileAtomically(path, serializeWeights(arena));
}

/** The bytes of the file, in chunks that are views of the arena: write them before the parameters change. */
export function serializeWeights(arena: ParameterArena): Iterable<Uint8Array> {
  return serializeSafetensors(arena.parts(), METADATA);
}

/**
 * Reads all parameters into the arena, straight from the file; `float16` and `bfloat16` are widened, `float64` is rounded.
 *
 * All that the header can tell (a file cut short, a tensor that is missing, unexpected, or of another shape) is checked before
 * the first parameter is written to: after such an error the arena is as it was. Only a file that fails or shrinks *while* it is read
 * leaves part of the parameters overwritten.
 *
 * @throws InputError when the file is missing or cannot be read
 * @throws FormatError when it is damaged, or its tensors are not those of the model
 */
export async function loadWeights(path: string, arena: ParameterArena): Promise<void> {
  const file = await openSafetensors(path);
  try {
    checkNames(file, arena);
    for (const [name, parameter] of arena.parts()) checkTensor(file, name, parameter);
    for (const [name, parameter] of arena.parts()) await file.readInto(name, parameter);
  } finally {
    await file.close();
  }
}

function checkNames({ path, entries }: SafetensorsFile, arena: ParameterArena): void {
  const wanted = new Set(Array.from(arena.parts(), ([name]) => name));
  const missing = [...wanted].filter((name) => !entries.has(name));
  const unexpected = [...entries.keys()].filter((name) => !wanted.has(name) && !IGNORED_TENSORS.test(name));
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

function checkTensor(file: SafetensorsFile, name: string, { shape: expected }: Tensor): void {
  const { path } = file;
  const { shape: actual, dtype } = file.entry(name);
  if (!isFloatingPoint(dtype)) {
    throw new FormatError(`${path}: tensor '${name}' has ${dtype} elements, expected floating-point ones`, {
      path,
      name,
      actual: dtype,
    });
  }
  if (sameShape(actual, expected)) return;
  throw new FormatError(
    `${path}: tensor '${name}' has the shape ${formatShape(actual)}, the configuration says ${formatShape(expected)}`,
    { path, name, expected, actual },
  );
}
