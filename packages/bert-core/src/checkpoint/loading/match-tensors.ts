/** Which tensor of a checkpoint goes to which parameter of a model. */
import type { ParameterArena, Tensor } from '@bertsmith/tensor';
import type { Checkpoint, CheckpointTensor } from '../checkpoint.js';
import { canonicalName, isBuffer, tiedName } from './tensor-names.js';

/** A parameter, and the tensor that it is read from. */
export interface Assignment {
  /** The parameter's. */
  readonly name: string;
  readonly parameter: Tensor<'float32'>;
  readonly source: CheckpointTensor;
}

/** A tensor that says again what another one says. */
export interface RepeatedTensor {
  readonly repeated: CheckpointTensor;
  readonly original: CheckpointTensor;
}

export interface TensorMatch {
  /** In the order of the model. */
  readonly assignments: readonly Assignment[];
  /** Parameters that the checkpoint has no tensor for, by the model's names. */
  readonly missing: readonly string[];
  /** Tensors that the model has no parameter for, by the checkpoint's names. */
  readonly unexpected: readonly string[];
  /** Tensors of tied parameters that the model keeps once. They must be equal. */
  readonly repeated: readonly RepeatedTensor[];
}

/**
 * Matches by name: the very name first, then another spelling of it, then the parameter that it is tied to.
 */
export function matchTensors(checkpoint: Checkpoint, arena: ParameterArena): TensorMatch {
  const parameters = new Map(arena.parts());
  const sources = findSources(checkpoint, [...parameters.keys()]);
  const used = new Set(sources.values());
  const rest = [...checkpoint.tensors.values()].filter((tensor) => !used.has(tensor) && !isBuffer(tensor.name));
  const repeated = rest.flatMap((tensor) => findRepeated(tensor, sources));
  const isRepeated = new Set(repeated.map((each) => each.repeated));
  const assignments = Array.from(parameters).flatMap(([name, parameter]): Assignment[] => {
    const source = sources.get(name);
    return source === undefined ? [] : [{ name, parameter, source }];
  });
  return {
    assignments,
    missing: [...parameters.keys()].filter((name) => !sources.has(name)),
    unexpected: rest.filter((tensor) => !isRepeated.has(tensor)).map(({ name }) => name),
    repeated,
  };
}

/** The tensor of each parameter that has one. */
function findSources({ tensors }: Checkpoint, wanted: readonly string[]): ReadonlyMap<string, CheckpointTensor> {
  const sources = new Map<string, CheckpointTensor>();
  for (const name of wanted) {
    const exact = tensors.get(name);
    if (exact !== undefined) sources.set(name, exact);
  }
  const taken = new Set(sources.values());
  const spellings = new Map<string, CheckpointTensor>();
  for (const tensor of tensors.values()) {
    const canonical = canonicalName(tensor.name);
    if (!taken.has(tensor) && !spellings.has(canonical)) spellings.set(canonical, tensor);
  }
  for (const name of wanted) {
    const other = sources.get(name) ?? spellings.get(canonicalName(name));
    if (other !== undefined) sources.set(name, other);
  }
  for (const name of wanted) {
    const tied = sources.get(name) ?? findTied(name, sources, spellings);
    if (tied !== undefined) sources.set(name, tied);
  }
  return sources;
}

function findTied(
  name: string,
  sources: ReadonlyMap<string, CheckpointTensor>,
  spellings: ReadonlyMap<string, CheckpointTensor>,
): CheckpointTensor | undefined {
  const partner = tiedName(canonicalName(name));
  if (partner === undefined) return undefined;
  return spellings.get(partner) ?? [...sources].find(([other]) => canonicalName(other) === partner)?.[1];
}

/** Only of a head that the model has: of another head, the tied tensors are as unexpected as the rest. */
function findRepeated(tensor: CheckpointTensor, sources: ReadonlyMap<string, CheckpointTensor>): RepeatedTensor[] {
  const partner = tiedName(canonicalName(tensor.name));
  if (partner === undefined || ![...sources.keys()].some((name) => name.startsWith('cls.predictions.'))) return [];
  const original = [...sources].find(([name]) => canonicalName(name) === partner)?.[1];
  return original === undefined ? [] : [{ repeated: tensor, original }];
}
