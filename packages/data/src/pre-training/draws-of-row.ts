import { ConfigError } from '@bertsmith/tensor';
import { Xoshiro128 } from '../random/xoshiro128.js';

/** Rows of an epoch and epochs of a seed, so that both fit into the 53 bits of a stream's number. */
const MAXIMUM_ROWS = 2 ** 32;
const MAXIMUM_EPOCHS = 2 ** 21;

/**
 * The random numbers of one row in one epoch: a function of the three numbers, so that row 7 of epoch 3 is the same whether or not
 * any other row was made.
 *
 * @throws ConfigError when a number is negative or too large
 */
export function drawsOfRow(seed: number, epoch: number, row: number): Xoshiro128 {
  const isGood = Number.isSafeInteger(epoch) && epoch >= 0 && epoch < MAXIMUM_EPOCHS && row < MAXIMUM_ROWS;
  if (!isGood) {
    const message = `epoch ${epoch}, row ${row}: expected epochs from 0 to 2^21 - 1 and rows from 0 to 2^32 - 1`;
    throw new ConfigError(message, { epoch, row });
  }
  return Xoshiro128.fromSeed(seed, epoch * MAXIMUM_ROWS + row);
}
