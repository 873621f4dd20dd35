/** `model.safetensors`: the parameters under the names that Hugging Face gives them. */
import { type ParameterArena, serializeNarrowed, serializeSafetensors, type Tensor } from '@bertsmith/tensor';
import { writeFileAtomically } from '@bertsmith/tensor/files';

/** The file of weights in a model directory. */
export const WEIGHTS_FILE = 'model.safetensors';

/** What transformers expects every file of its own to say. */
const METADATA = { format: 'pt' };

/** The dtypes that weights are saved in. */
export type WeightsDType = 'float32' | 'float16' | 'bfloat16';

/** How weights are saved. */
export interface SaveWeightsOptions {
  /**
   * The elements in the file, rounded to nearest even where they are narrower than the parameters. What was loaded from one dtype comes
   * back bit for bit when it is saved in it. Default `'float32'`.
   */
  readonly dtype?: WeightsDType;
}

/**
 * Writes all parameters; a file that was there before is replaced only when the new one is complete.
 *
 * @throws InputError when a parameter is beyond the range of the dtype: 65,504 in `float16`
 * @throws OutputError when it cannot be written
 */
export async function saveWeights(
  path: string,
  arena: ParameterArena,
  options: SaveWeightsOptions = {},
): Promise<void> {
  await writeFileAtomically(path, serializeWeights(arena.parts(), options.dtype));
}

/** The bytes of a file, in chunks that may be views of the arena: write them before the parameters change. */
export function serializeWeights(
  parts: Iterable<readonly [name: string, parameter: Tensor<'float32'>]>,
  dtype: WeightsDType = 'float32',
): Iterable<Uint8Array> {
  return dtype === 'float32' ? serializeSafetensors(parts, METADATA) : serializeNarrowed(dtype, parts, METADATA);
}
