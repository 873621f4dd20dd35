import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkPasses } from '../conformance/check-passes.js';
import { randomGraph } from '../conformance/random-graph.js';
import { formatGraph } from '../ir/format-graph.js';
import { verifyGraph } from '../ir/verify-graph.js';
import { applyPasses } from '../rewrite/pass.js';
import { STANDARD_PASSES } from './standard-passes.js';

const RUNS = { numRuns: 60, seed: 20240607 };

/** Choices of a random graph. */
const choices = fc.array(fc.nat(), { minLength: 1, maxLength: 10 });

describe('random graphs', () => {
  it('are consistent', () => {
    fc.assert(
      fc.property(choices, (list) => verifyGraph(randomGraph(list).graph)),
      RUNS,
    );
  });

  for (const pass of STANDARD_PASSES) {
    it(`compute the same after ${pass.name}`, () => {
      fc.assert(
        fc.property(choices, (list) => checkPasses([pass], randomGraph(list))),
        RUNS,
      );
    });
  }

  it('compute the same after all standard passes, and a second time changes nothing', () => {
    fc.assert(
      fc.property(choices, (list) => {
        checkPasses(STANDARD_PASSES, randomGraph(list));
        const once = applyPasses(randomGraph(list).graph, STANDARD_PASSES);
        expect(formatGraph(applyPasses(once, STANDARD_PASSES))).toBe(formatGraph(once));
      }),
      RUNS,
    );
  });
});
