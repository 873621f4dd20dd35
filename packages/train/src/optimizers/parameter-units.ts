import { countElements, type ParameterArena, type ParameterSpecification, type SharedHeap } from '@bertsmith/tensor';
import type { ParameterGroup } from '../parameter-groups/parameter-group.js';
import { parameterSettings } from '../parameter-groups/parameter-settings.js';
import { createRowTable, type RowTable } from './row-table.js';
import { weightDecayOf } from './update-segments.js';

/**
 * One parameter as files name it, seen as a matrix: what an optimizer works on that looks at a parameter as a whole. The parts of a
 * stacked parameter are units of their own, as they are parameters of their own in PyTorch.
 */
export interface ParameterUnit {
  readonly name: string;
  readonly shape: readonly number[];
  /** Elements before it in the arena. */
  readonly offset: number;
  /** All dimensions but the last; 1 for a vector or a scalar. */
  readonly rows: number;
  /** The last dimension. */
  readonly columns: number;
  /** What is known of its rows, when its gradient is a list of rows. */
  readonly table: RowTable | undefined;
  /** Times the learning rate. */
  readonly learningRateFactor: number;
  readonly weightDecay: number;
}

/** What units hang on. */
export interface UnitOptions {
  readonly groups?: readonly ParameterGroup[] | undefined;
  /** For parameters whose specification asks for weight decay and that no group says another of. */
  readonly weightDecay: number;
  /** Where what is known of rows goes. */
  readonly heap: SharedHeap;
}

/**
 * All that is trained of an arena.
 *
 * @throws ConfigError when groups are impossible
 */
export function parameterUnits(arena: ParameterArena, options: UnitOptions): ParameterUnit[] {
  return parameterSettings(arena, options.groups).flatMap((settings) => {
    const { entry, isFrozen, learningRateFactor } = settings;
    if (isFrozen) return [];
    const table = entry.offset >= arena.denseLength ? createRowTable(entry, options.heap) : undefined;
    const common = { table, learningRateFactor, weightDecay: weightDecayOf(settings, options.weightDecay) };
    let { offset } = entry;
    return piecesOf(entry.specification, table !== undefined).map(({ name, shape }) => {
      const unit = { ...common, name, shape, offset, ...matrixOf(shape) };
      offset += countElements(shape);
      return unit;
    });
  });
}

/** The elements of a unit in the arena, or in a buffer of its layout. */
export function unitView({ offset, rows, columns }: ParameterUnit, buffer: Float32Array): Float32Array {
  return buffer.subarray(offset, offset + rows * columns);
}

/** A table is one piece even when files keep it in parts: its gradient is one list of rows. */
function piecesOf(
  { name, shape, parts }: ParameterSpecification,
  isTable: boolean,
): { readonly name: string; readonly shape: readonly number[] }[] {
  if (parts === undefined || isTable) return [{ name, shape }];
  return parts.map((part) => ({ name: part.name, shape: [part.rows, ...shape.slice(1)] }));
}

function matrixOf(shape: readonly number[]): Pick<ParameterUnit, 'rows' | 'columns'> {
  const columns = shape.at(-1) ?? 1;
  return { rows: shape.length < 2 ? 1 : countElements(shape.slice(0, -1)), columns };
}
