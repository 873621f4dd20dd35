import { ConfigError, type ParameterArena } from '@bertsmith/tensor';

/** A matrix whose weights can be pruned one by one, under the name that files have for it. */
export interface PrunableMatrix {
  readonly name: string;
  readonly rows: number;
  readonly columns: number;
  /** Elements before it in the arena. */
  readonly offset: number;
  /** The parameter of the arena that it is, or is a part of. */
  readonly parameter: string;
  /** Whether its gradient is a list of rows: those are looked up, and no criterion that looks at gradients can score them. */
  readonly hasRowGradient: boolean;
}

/** The six matrices of a layer; with the embeddings left out, as pruning is reported for BERT (V. Sanh et al., 2020, section 5). */
const OF_ENCODER =
  /^bert\.encoder\.layer\.\d+\.(attention\.self\.(query|key|value)|attention\.output\.dense|intermediate\.dense|output\.dense)\.weight$/;

/**
 * Where the matrices are whose weights are to be pruned.
 *
 * @param names as files have them. Default: query, key, value, both output projections and the intermediate layer of each layer
 * @throws ConfigError when a name is unknown, is there twice or is of no matrix, or when none is left
 */
export function prunableMatrices(arena: ParameterArena, names?: readonly string[]): PrunableMatrix[] {
  if (names === undefined) return requireSome(encoderMatrices(arena));
  const all = allMatrices(arena);
  if (new Set(names).size < names.length) {
    throw new ConfigError(`pruning: a matrix is named twice in ${names.join(', ')}`, { names });
  }
  return requireSome(names.map((name) => all.find((each) => each.name === name) ?? refuse(name, all)));
}

/** The default of {@link prunableMatrices}; none of a model all of whose layers are low-rank factors. */
export function encoderMatrices(arena: ParameterArena): PrunableMatrix[] {
  return allMatrices(arena).filter(({ name }) => OF_ENCODER.test(name));
}

/** Every parameter of two dimensions; stacked ones in their parts. */
function allMatrices(arena: ParameterArena): PrunableMatrix[] {
  return arena.entries.flatMap(({ specification, offset }) => {
    const { name: parameter, shape, parts = [{ name: parameter, rows: shape[0] as number }] } = specification;
    if (shape.length !== 2) return [];
    const columns = shape[1] as number;
    const hasRowGradient = specification.gradient === 'rows';
    let start = offset;
    return parts.map(({ name, rows }) => {
      start += rows * columns;
      return { name, rows, columns, offset: start - rows * columns, parameter, hasRowGradient };
    });
  });
}

function requireSome(matrices: PrunableMatrix[]): PrunableMatrix[] {
  if (matrices.length > 0) return matrices;
  throw new ConfigError('pruning: there is no matrix to prune: name some with `matrices`');
}

function refuse(name: string, all: readonly PrunableMatrix[]): never {
  const there = all.map((each) => each.name).join(', ');
  throw new ConfigError(`pruning: the model has no matrix '${name}'; it has ${there}`, { name });
}
