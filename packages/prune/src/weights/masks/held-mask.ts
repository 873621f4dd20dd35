import { ConfigError, type ParameterArena, type Tensor, tensor } from '@bertsmith/tensor';
import { type PrunableMatrix, prunableMatrices } from '../selection/prunable-matrices.js';
import { WeightMask } from './weight-mask.js';

/**
 * The mask of a run. Where another plugin has parameters of its own, the run trains an arena that is not the model's; the mask then moves there.
 */
export class HeldMask {
  readonly #owner: string;
  #mask: WeightMask | undefined;
  #arena: ParameterArena | undefined;

  /** @param owner the plugin's name, as messages begin */
  constructor(owner: string) {
    this.#owner = owner;
  }

  /** Everything stays at first. @throws ConfigError as `prunableMatrices` does */
  begin(arena: ParameterArena, names?: readonly string[]): WeightMask {
    this.#arena = arena;
    this.#mask = new WeightMask(arena, prunableMatrices(arena, names), arena.heap);
    return this.#mask;
  }

  /** As it is. @throws ConfigError before {@link begin} */
  get mask(): WeightMask {
    if (this.#mask !== undefined) return this.#mask;
    throw new ConfigError(`${this.#owner}: the plugin has no model yet: give it to a Trainer, or call ownParameters`);
  }

  /** On the arena that is trained. @throws ConfigError when a matrix has another size there */
  at(arena: ParameterArena): WeightMask {
    const { mask } = this;
    if (arena === this.#arena) return mask;
    const names = mask.matrices.map(({ name }) => name);
    const moved = new WeightMask(arena, prunableMatrices(arena, names), arena.heap);
    for (const [index, { name, rows, columns }] of moved.matrices.entries()) {
      requireSameSize(this.#owner, mask.matrices[index] as PrunableMatrix, { name, rows, columns });
      moved.dropPacked(index, mask.packed(index));
    }
    this.#arena = arena;
    this.#mask = moved;
    return moved;
  }

  /** `mask.<matrix>`, uint8 [weights / 8]. */
  toTensors(): Map<string, Tensor> {
    const { mask } = this;
    return new Map(
      mask.matrices.map(({ name }, index) => {
        const bytes = mask.packed(index);
        return [`mask.${name}`, tensor('uint8', [bytes.length], bytes) as Tensor];
      }),
    );
  }

  /** @throws ConfigError when they are those of another model, or of other matrices */
  fromTensors(tensors: ReadonlyMap<string, Tensor>): void {
    const { mask } = this;
    const saved = mask.matrices.map(({ name }) => [name, tensors.get(`mask.${name}`)] as const);
    const missing = saved.find(([, each]) => each?.dtype !== 'uint8');
    if (missing !== undefined) {
      const message = `${this.#owner}: the checkpoint has no mask of '${missing[0]}': resume with the same \`matrices\``;
      throw new ConfigError(message, { name: missing[0] });
    }
    mask.keepAll();
    for (const [index, [, each]] of saved.entries()) mask.dropPacked(index, each?.data as Uint8Array);
  }
}

type MatrixSize = Pick<PrunableMatrix, 'name' | 'rows' | 'columns'>;

function requireSameSize(owner: string, expected: MatrixSize, actual: MatrixSize): void {
  if (expected.rows === actual.rows && expected.columns === actual.columns) return;
  const [before, after] = [expected, actual].map(({ rows, columns }) => `[${rows}, ${columns}]`);
  const message = `${owner}: '${actual.name}' was ${before} and is trained as ${after}: plugins that change sizes come first`;
  throw new ConfigError(message, { name: actual.name, expected, actual });
}
