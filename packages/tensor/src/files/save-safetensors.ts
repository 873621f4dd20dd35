import { type NamedTensor, serializeSafetensors } from '../safetensors/serialize-safetensors.js';
import { writeFileAtomically } from './write-file-atomically.js';

/**
 * Writes tensors to a safetensors file, whole or not at all, straight from their memory.
 *
 * The tensors must not change until the promise is settled.
 *
 * @param metadata texts for `__metadata__`; `{ format: 'pt' }` is what Hugging Face `transformers` expects of a model
 * @throws InputError for names or tensors that cannot be written, OutputError when the system refuses
 * @example
 * await saveSafetensors('model/model.safetensors', arena.parts(), { format: 'pt' });
 */
export async function saveSafetensors(
  path: string,
  tensors: Iterable<NamedTensor>,
  metadata?: Readonly<Record<string, string>>,
): Promise<void> {
  await writeFileAtomically(path, serializeSafetensors(tensors, metadata));
}
