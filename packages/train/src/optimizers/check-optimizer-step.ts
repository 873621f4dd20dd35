import { type ArenaEntry, InputError, type ParameterArena, ShapeError } from '@bertsmith/tensor';
import type { Gradients, RowGradient } from './gradients.js';
import type { OptimizerStep } from './optimizer.js';
import { rowTableEntries, tableSize } from './row-table.js';

/**
 * Checks all that a kernel could trip over, before any of them runs.
 *
 * @throws ShapeError when a gradient does not have the size of its parameters
 * @throws InputError when a table is unknown or given twice, rows are not ascending or outside, a number is not finite
 */
export function checkOptimizerStep(step: OptimizerStep, arena: ParameterArena): void {
  const { gradients, learningRate, gradientScale = 1 } = step;
  if (!(learningRate >= 0 && Number.isFinite(learningRate))) {
    throw new InputError(`optimizer step: the learning rate must be 0 or more, not ${learningRate}`, { learningRate });
  }
  if (!Number.isFinite(gradientScale)) {
    throw new InputError(
      `optimizer step: the gradient scale is ${gradientScale}; is a gradient not a number? Skip such a step`,
      { gradientScale },
    );
  }
  checkGradients(gradients, arena);
}

/**
 * Checks that gradients are those of an arena's parameters.
 *
 * @throws ShapeError when a gradient does not have the size of its parameters
 * @throws InputError when a table is unknown or given twice, or rows are not ascending or outside
 */
export function checkGradients(gradients: Gradients, arena: ParameterArena): void {
  if (gradients.dense.length !== arena.denseLength) {
    const details = { expected: arena.denseLength, actual: gradients.dense.length };
    throw new ShapeError(`gradients: dense ones have ${details.actual} elements, not ${arena.denseLength}`, details);
  }
  checkTables(gradients.rows, rowTableEntries(arena));
}

function checkTables(gradients: readonly RowGradient[], tables: readonly ArenaEntry[]): void {
  const seen = new Set<string>();
  for (const gradient of gradients) {
    const { name } = gradient;
    const table = tables.find(({ specification }) => specification.name === name);
    if (table === undefined) {
      throw new InputError(`gradients: the arena has no table with row gradients called '${name}'`, { name });
    }
    if (seen.has(name)) throw new InputError(`gradients: two row gradients for '${name}'`, { name });
    seen.add(name);
    checkRows(gradient, table);
  }
}

function checkRows({ name, rows, values }: RowGradient, table: ArenaEntry): void {
  const { rowCount, width } = tableSize(table);
  if (values.length !== rows.length * width) {
    const details = { name, expected: rows.length * width, actual: values.length };
    throw new ShapeError(
      `gradients: that of '${name}' has ${values.length} values for ${rows.length} rows of width ${width}`,
      details,
    );
  }
  let last = -1;
  for (const row of rows) {
    if (row <= last || row >= rowCount) {
      throw new InputError(
        `gradients: the rows of that of '${name}' must be ascending, each once, below ${rowCount}: ${row} comes after ${last}`,
        { name, row, previous: last, rowCount },
      );
    }
    last = row;
  }
}
