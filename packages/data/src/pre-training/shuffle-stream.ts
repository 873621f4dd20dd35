import { ConfigError } from '@bertsmith/tensor';
import type { Xoshiro128 } from '../random/xoshiro128.js';

/**
 * Mixes a stream with a bounded memory: of `size` items that are held, a random one goes out and the next of the stream takes its
 * place. An item comes out at most `size` places too early, and how late it may come is not bounded.
 *
 * @param size from 1, which leaves the order as it is
 * @throws ConfigError for another size
 */
export async function* shuffleStream<Item>(
  items: AsyncIterable<Item>,
  size: number,
  generator: Xoshiro128,
): AsyncGenerator<Item> {
  if (!Number.isSafeInteger(size) || size < 1) {
    throw new ConfigError(`the shuffle buffer has ${size} places, expected a whole number from 1`, { size });
  }
  const held: Item[] = [];
  for await (const item of items) {
    held.push(item);
    if (held.length === size) yield takeRandom(held, generator);
  }
  while (held.length > 0) yield takeRandom(held, generator);
}

function takeRandom<Item>(held: Item[], generator: Xoshiro128): Item {
  const index = generator.nextBelow(held.length);
  const item = held[index] as Item;
  const last = held.pop() as Item;
  if (index < held.length) held[index] = last;
  return item;
}
