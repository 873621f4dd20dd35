import fc from 'fast-check';
import { expect, it } from 'vitest';
import { compareCodePoints } from './compare-code-points.js';

it('orders texts as their UTF-8 bytes are ordered', () => {
  const text = fc.string({
    unit: fc.constantFrom('a', 'b', '\u00e9', '\uff01', '\u{1f600}', '\u{1f601}', '\u{20000}'),
  });
  fc.assert(
    fc.property(text, text, (a, b) => {
      expect(Math.sign(compareCodePoints(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
    }),
  );
});
