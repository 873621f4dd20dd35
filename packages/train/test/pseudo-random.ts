/** Fills an array with numbers from -scale to below scale, the same in every run (a linear congruential generator). */
export function fillPseudoRandom(array: Float32Array, seed: number, scale = 1): Float32Array {
  let state = seed;
  for (let i = 0; i < array.length; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    array[i] = (state / 2 ** 31) * scale;
  }
  return array;
}
