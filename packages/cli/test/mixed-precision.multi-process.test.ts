/** `train --amp` and `explain`, over a made-up file. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FinishedProcess, runBertsmith } from './run-bertsmith.js';

const TIMEOUT_MS = 60_000;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bertsmith-amp-'));
  const animals = ['otter', 'heron', 'lynx', 'badger', 'marten'];
  const rows = animals.flatMap((animal) => ['river', 'marsh', 'hill'].map((place) => `the ${animal} of the ${place}`));
  const lines = rows.map((text, index) => `${text}\t${index % 2}`);
  for (const file of ['train.tsv', 'dev.tsv'])
    writeFileSync(join(folder, file), `sentence\tlabel\n${lines.join('\n')}\n`);
});
afterAll(() => rmSync(folder, { recursive: true }));

const run = (...args: string[]): Promise<FinishedProcess> => runBertsmith(args, { cwd: folder });
const train = (output: string, amp: string) =>
  run(
    ...['train', '--task', 'sst2', '--data', '.', '--output', output, '--amp', amp, '--json'],
    ...['--vocab-size', '200', '--max-steps', '3', '--batch-size', '4', '--max-length', '16'],
  );

describe.concurrent('bertsmith train --amp', () => {
  it.each(['int8', 'fp16', 'fp16-o2'])('trains in %s', { timeout: TIMEOUT_MS }, async (amp) => {
    const { status, stdout, stderr } = await train(amp, amp);
    expect(status, stderr).toBe(0);
    expect(JSON.parse(stdout).steps).toBe(3);
  });

  it('measures with auto, and says what it took', { timeout: TIMEOUT_MS }, async () => {
    const { status, stderr } = await train('auto', 'auto');
    expect(status, stderr).toBe(0);
    expect(stderr).toMatch(/training in (float32|int8|fp16), .*int8 [\d.]+x float32/);
  });

  it('refuses a policy that is none', { timeout: TIMEOUT_MS }, async () => {
    const { status, stderr } = await train('none', 'int9');
    expect(status).not.toBe(0);
    expect(stderr).toContain(
      "there is no policy 'int9'; known are: int8, fp16, bf16, fp16-o2, bf16-o2, auto; did you mean 'int8'?",
    );
  });
});

describe.concurrent('bertsmith explain', () => {
  it('lists ops and nodes, each with what it runs in and why', { timeout: TIMEOUT_MS }, async () => {
    const { status, stdout, stderr } = await run('explain', '--amp', 'fp16');
    expect(status, stderr).toBe(0);
    expect(stdout).toContain('allowed in float16  MatMul, Gemm');
    expect(stdout).toMatch(/1 {2}Softmax +float32 {2}its op is denied/);
    expect(stdout).toMatch(/MatMul +float16 {2}its op is allowed/);
  });

  it('says of a policy that keeps weights in 16 bits which nodes read them', { timeout: TIMEOUT_MS }, async () => {
    const { stdout } = await run('explain', '--amp', 'bf16-o2');
    expect(stdout).toMatch(/weights +float32, with copies of bfloat16 that are written after each update/);
    expect(stdout).toMatch(/MatMul +bfloat16 {2}its op is allowed; its weight is a copy of bfloat16/);
  });

  it('gives every node as JSON', { timeout: TIMEOUT_MS }, async () => {
    const { stdout } = await run('explain', '--amp', 'int8', '--json');
    const { policy, nodes } = JSON.parse(stdout);
    expect(policy.name).toBe('int8');
    expect(nodes.filter(({ dtype }: { dtype: string }) => dtype === 'int8')).toHaveLength(10);
  });

  it('asks for a policy', { timeout: TIMEOUT_MS }, async () => {
    const { status, stderr } = await run('explain');
    expect(status).not.toBe(0);
    expect(stderr).toContain('--amp');
  });
});
