import { expect, it } from 'vitest';
import { inTurn } from './measure-speeds.js';

it('asks another model first in every other round', () => {
  const rounds = [0, 1, 2, 3].map((round) => inTurn(['before', 'after'], round)[0]);
  expect(rounds).toEqual(['before', 'after', 'before', 'after']);
});
