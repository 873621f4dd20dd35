import { expect, it } from 'vitest';
import { formatResult } from './format-result.js';

const figure = (median: number) => ({ median, minimum: median * 0.9, maximum: median * 1.1 });

it('prints one row for each case, and a dash for a peer that took no part in it', () => {
  const text = formatResult({
    name: 'training-step',
    unit: 's',
    machine: { cpu: 'Abacus 1', cores: 2, memoryBytes: 24 * 2 ** 30, platform: 'linux x64' },
    versions: { node: '20.19.0', torch: '2.13.0' },
    threads: 2,
    repetitions: 5,
    rows: [
      { case: 'small', ours: figure(0.5), peers: { pytorch: figure(1) }, ratio: { pytorch: 2 } },
      { case: 'large', ours: figure(1234), peers: {}, ratio: {} },
      { case: 'slow', unit: 'MB', repetitions: 1, ours: figure(10), peers: {}, ratio: {} },
    ],
  });
  expect(text).toMatchInlineSnapshot(`
    "training-step: Abacus 1, 2 cores, 24 GiB, linux x64; node 20.19.0, torch 2.13.0
    2 threads, 5 repetitions; median (minimum-maximum); a ratio above 1 is better for us

    | case            | ours (s)            | pytorch (s)       | ratio |
    | --------------- | ------------------- | ----------------- | ----- |
    | small           | 0.500 (0.450-0.550) | 1.00 (0.900-1.10) | 2.00x |
    | large           | 1234 (1111-1357)    | -                 | -     |
    | slow (MB, of 1) | 10.0 (9.00-11.0)    | -                 | -     |"
  `);
});
