/** What every scheme must do, as a function that its author runs, in any test framework. */
import {
  type CreateScheme,
  checkContract,
  checkError,
  checkInputs,
  checkTensors,
  checkTypes,
} from './scheme-checks.js';

/** What {@link schemeViolations} is given beside the scheme. */
export interface SchemeConformanceOptions {
  /**
   * How near outputs must be to those of the float weight: the ratio of their squares to those of the error, in decibels. 6 for each bit, less some for
   * outliers. Default 20, what 4 bits are good for.
   */
  readonly smallestDb?: number;
}

/**
 * The ways in which a scheme breaks its contract, a sentence each, beginning with the name of the check; empty when it keeps it.
 *
 * - `contract`: version, name, kinds, settings that JSON keeps;
 * - `tensors`: finite, of the size that they say, the same of the same weight: of zeros, of one value, of rows of very different size, of subnormal numbers;
 * - `inputs`: the weight is not changed;
 * - `types`: what is computed in its place has the same type, for pieces of its rows too, and names of inputs and outputs stay;
 * - `error`: outputs are about those of the float weight, by the reference interpreter.
 *
 * It takes milliseconds, on weights of 6 x 48.
 *
 * @param create makes a fresh scheme at every call
 * @example
 * expect(schemeViolations(() => dynamicInt8(), { smallestDb: 35 })).toEqual([]);
 */
export function schemeViolations(create: CreateScheme, { smallestDb = 20 }: SchemeConformanceOptions = {}): string[] {
  const checks = {
    contract: () => checkContract(create),
    tensors: () => checkTensors(create),
    inputs: () => checkInputs(create),
    types: () => checkTypes(create),
    error: () => checkError(create, smallestDb),
  };
  return Object.entries(checks).flatMap(([name, check]) => run(check).map((violation) => `${name}: ${violation}`));
}

function run(check: () => string[]): string[] {
  try {
    return check();
  } catch (error) {
    return [`it ended in '${String(error)}'`];
  }
}
