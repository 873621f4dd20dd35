import { ConfigError } from '@bertsmith/tensor';

/**
 * Which layers to leave out:
 *
 * - `every-other`: 1, 3, 5, ..., so that the first stays (A. Fan, E. Grave, A. Joulin, "Reducing transformer depth on demand with structured dropout", ICLR 2020);
 * - `top`: the `count` layers nearest to the head, which a fine-tuned model misses least (H. Sajjad et al., "On the effect of dropping
 *   layers of pre-trained transformer models", Computer Speech and Language 77, 2023);
 * - `bottom`: the `count` first ones, as their control;
 * - `least-important`: the `count` with the lowest `scores`, one score a layer (`scoreLayers`); of equal ones the upper.
 */
export type LayerChoice =
  | { readonly choice: 'every-other' }
  | { readonly choice: 'top' | 'bottom'; readonly count: number }
  | { readonly choice: 'least-important'; readonly count: number; readonly scores: ArrayLike<number> };

/**
 * The numbers of the layers to leave out, ascending.
 *
 * @throws ConfigError when `count` is not a whole number that leaves a layer, or there is not a score for each
 */
export function chooseLayers(numHiddenLayers: number, choice: LayerChoice): number[] {
  const layers = Array.from({ length: numHiddenLayers }, (_, layer) => layer);
  if (choice.choice === 'every-other') return layers.filter((layer) => layer % 2 === 1);
  const { count } = choice;
  if (!Number.isInteger(count) || count < 0 || count >= numHiddenLayers) {
    const expected =
      numHiddenLayers === 1
        ? '0: there is one layer, which stays'
        : `a whole number from 0 to ${numHiddenLayers - 1}, which leaves a layer`;
    const message = `choosing layers: count is ${count}, expected ${expected}`;
    throw new ConfigError(message, { count, numHiddenLayers });
  }
  if (choice.choice === 'least-important') return leastImportant(layers, choice.scores, count);
  return choice.choice === 'top' ? layers.slice(numHiddenLayers - count) : layers.slice(0, count);
}

function leastImportant(layers: readonly number[], scores: ArrayLike<number>, count: number): number[] {
  if (scores.length !== layers.length) {
    const message = `choosing layers: expected a score for each of ${layers.length} layers, found ${scores.length}`;
    throw new ConfigError(message, { expected: layers.length, actual: scores.length });
  }
  const ranked = layers.toSorted((a, b) => (scores[a] as number) - (scores[b] as number) || b - a);
  return ranked.slice(0, count).sort((a, b) => a - b);
}
