import { spawnSync } from 'node:child_process';
import { delimiter } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ConfigError } from '@bertsmith/tensor';
import { afterEach, describe, expect, it } from 'vitest';
import { emptyFolder, fakeNvidiaSmi, isRunning } from '../../test/fake-nvidia-smi.js';
import { CpuMeter } from './cpu-meter.js';
import { parseGpuLine, readGpus } from './gpu-reading.js';
import { peakRssBytes } from './resident-memory.js';
import { ResourceMonitor, type ResourceSample } from './resource-monitor.js';

const MEBIBYTE = 2 ** 20;
const LINES = ['0, NVIDIA H100 80GB HBM3, 1024, 81559, 37', '1, NVIDIA H100 80GB HBM3 MIG 1g.10gb, [N/A], 9856, [N/A]'];
const [FIRST, SECOND] = [
  {
    index: 0,
    name: 'NVIDIA H100 80GB HBM3',
    memoryUsedBytes: 1024 * MEBIBYTE,
    memoryTotalBytes: 81559 * MEBIBYTE,
    utilizationPercent: 37,
  },
  {
    index: 1,
    name: 'NVIDIA H100 80GB HBM3 MIG 1g.10gb',
    memoryUsedBytes: undefined,
    memoryTotalBytes: 9856 * MEBIBYTE,
    utilizationPercent: undefined,
  },
];

const path = process.env.PATH;
afterEach(() => {
  process.env.PATH = path;
});

/** The tools that the fake itself needs come after it. */
function usePath(folder: string): void {
  process.env.PATH = `${folder}${delimiter}${path}`;
}

async function until(condition: () => boolean): Promise<void> {
  for (let tries = 0; tries < 200 && !condition(); tries++) await sleep(25);
}

describe.skipIf(process.platform === 'win32')('the GPUs', () => {
  it('are what nvidia-smi says', async () => {
    usePath(fakeNvidiaSmi(LINES));
    expect(await readGpus()).toEqual([FIRST, SECOND]);
  });

  it('are undefined without nvidia-smi', async () => {
    process.env.PATH = emptyFolder();
    expect(await readGpus()).toBeUndefined();
  });

  it.each([
    ['it fails', LINES, 9],
    ['it finds none', ['No devices were found'], 0],
    ['it says nothing', [], 0],
  ])('are undefined when %s', async (_, lines, exitCode) => {
    usePath(fakeNvidiaSmi(lines, { exitCode }));
    expect(await readGpus()).toBeUndefined();
  });

  it('may have a comma in their name', () => {
    expect(parseGpuLine('0, Some GPU, Limited, 1, 2, 3.5')).toMatchObject({
      name: 'Some GPU, Limited',
      utilizationPercent: 3.5,
    });
  });

  it.each(['', 'No devices were found', '0', '0, 1, 2, 3', 'x, name, 1, 2, 3'])('are not read from %j', (line) => {
    expect(parseGpuLine(line)).toBeUndefined();
  });
});

describe('a resource monitor', () => {
  it('says what the process took', async () => {
    const samples: ResourceSample[] = [];
    const monitor = ResourceMonitor.start({ intervalMs: 100, gpu: false, onSample: (sample) => samples.push(sample) });
    await useCpuSeconds(0.4);
    const summary = monitor.stop();
    expect(summary.cpuSeconds).toBeGreaterThanOrEqual(0.4);
    expect(summary.cpuPercent).toBeCloseTo((100 * summary.cpuSeconds) / summary.seconds, 9);
    expect(summary.maximumCpuPercent).toBeGreaterThan(0);
    expect(summary.maximumRssBytes).toBeGreaterThanOrEqual(summary.rssBytes);
    expect(summary.peakRssBytes).toBeGreaterThanOrEqual(summary.maximumRssBytes);
    expect(summary.peakRssBytes).toBeLessThanOrEqual(peakRssBytes());
    expect(summary.gpus).toBeUndefined();
    expect(samples.length).toBe(summary.samples);
    expect(samples.length).toBeGreaterThan(2);
    expect(samples.every(({ rssBytes, cpuPercent }) => rssBytes > 20 * MEBIBYTE && cpuPercent >= 0)).toBe(true);
    expect(monitor.stop()).toBe(summary);
  });

  it('misses nothing of the processor time when it is stopped at once', () => {
    const monitor = ResourceMonitor.start({ gpu: false });
    const { samples, rssBytes } = monitor.stop();
    expect(samples).toBe(1);
    expect(rssBytes).toBeGreaterThan(20 * MEBIBYTE);
  });

  it.skipIf(process.platform === 'win32')('follows the GPUs with one process, and ends it', async () => {
    const folder = fakeNvidiaSmi(LINES);
    usePath(folder);
    const seen: ResourceSample['gpus'][] = [];
    const monitor = ResourceMonitor.start({ intervalMs: 100, onSample: ({ gpus }) => seen.push(gpus) });
    await until(() => seen.at(-1)?.length === 2);
    await sleep(150);
    expect(isRunning(folder)).toBe(true);
    const { gpus } = monitor.stop();
    expect(seen.at(-1)).toEqual([FIRST, SECOND]);
    expect(gpus?.[0]).toMatchObject({ maximumMemoryUsedBytes: 1024 * MEBIBYTE, meanUtilizationPercent: 37 });
    expect(gpus?.[0]?.readings).toBeGreaterThan(1);
    expect(gpus?.[1]).toMatchObject({ maximumMemoryUsedBytes: undefined, maximumUtilizationPercent: undefined });
    await until(() => !isRunning(folder));
    expect(isRunning(folder)).toBe(false);
  });

  it.skipIf(process.platform === 'win32')('does not wait for the next reading to end nvidia-smi', async () => {
    const folder = fakeNvidiaSmi(LINES, { pauseSeconds: 10 });
    usePath(folder);
    const monitor = ResourceMonitor.start({ intervalMs: 100 });
    await until(() => isRunning(folder));
    expect(isRunning(folder)).toBe(true);
    monitor.stop();
    await until(() => !isRunning(folder)); // Gives up after 5 s.
    expect(isRunning(folder)).toBe(false);
  });

  it('does without GPUs where there is no nvidia-smi', async () => {
    process.env.PATH = emptyFolder();
    const monitor = ResourceMonitor.start({ intervalMs: 100 });
    await sleep(220);
    expect(monitor.stop()).toMatchObject({ gpus: undefined });
  });

  it.each([0, 99, 100.5, Number.NaN, 2 ** 31])('refuses an interval of %s ms', (intervalMs) => {
    expect(() => ResourceMonitor.start({ intervalMs, gpu: false })).toThrow(ConfigError);
  });
});

/** Works until the process has used so much more processor time, and lets timers run in between. */
async function useCpuSeconds(seconds: number): Promise<void> {
  const meter = new CpuMeter();
  while (meter.read().cpuSeconds < seconds) {
    const pause = performance.now() + 5;
    while (performance.now() < pause);
    await sleep(0);
  }
}

/** Runs a program with the built package, in a process of its own. */
function runProgram(program: string, searchPath = path): string {
  const child = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    cwd: new URL('../..', import.meta.url),
    encoding: 'utf8',
    env: { ...process.env, PATH: searchPath },
    timeout: 20_000,
  });
  expect(child.stderr).toBe('');
  expect(child.status).toBe(0);
  return child.stdout;
}

describe.skipIf(process.platform === 'win32')('a monitor that nobody stops', () => {
  it('does not keep the program from ending, nor nvidia-smi after it', async () => {
    const folder = fakeNvidiaSmi(LINES);
    const program = `import { ResourceMonitor } from '@bertsmith/metrics';
      ResourceMonitor.start({ intervalMs: 100 });
      setTimeout(() => console.log('done'), 200);`;
    expect(runProgram(program, `${folder}${delimiter}${path}`)).toBe('done\n');
    await until(() => !isRunning(folder));
    expect(isRunning(folder)).toBe(false);
  });
});

describe('the overhead of a monitor', () => {
  // Processor time of an idle process with a monitor, less that of one without, in per cent of one processor, after the
  // start of nvidia-smi, which happens once. The least of five spans each: other programs only ever add to it.
  const program = `
    import { CpuMeter, ResourceMonitor, summarize } from '@bertsmith/metrics';
    import { setTimeout as sleep } from 'node:timers/promises';
    const idle = async () => {
      const spans = [];
      for (let span = 0; span < 5; span++) {
        const meter = new CpuMeter();
        await sleep(1000);
        spans.push(meter.read().cpuPercent);
      }
      return summarize(spans).minimum;
    };
    await sleep(500);
    const without = await idle();
    const monitor = ResourceMonitor.start({ intervalMs: 100, onSample: () => {} });
    await sleep(500);
    const spent = await idle();
    const { samples } = monitor.stop();
    console.log(JSON.stringify({ percent: spent - without, samples }));`;

  it('is below 1 % of a processor, as often as it samples at most', { retry: 2, timeout: 60_000 }, () => {
    const folder = process.platform === 'win32' ? emptyFolder() : fakeNvidiaSmi(LINES, { pauseSeconds: 0.1 });
    const { percent, samples } = JSON.parse(runProgram(program, `${folder}${delimiter}${path}`)) as Record<
      string,
      number
    >;
    expect(samples).toBeGreaterThan(40);
    expect(percent).toBeLessThan(1);
  });
});
