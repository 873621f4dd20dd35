import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { captureIo } from '../../test/captured-io.js';
import { runCli } from '../run-cli.js';

const TASK = ['--task', 'csv:animals.csv,text=text,label=kind'];

describe('prune refuses, before anything is read or written,', () => {
  const heads = ['--method', 'heads'];
  const magnitude = ['--method', 'magnitude', '--sparsity', '0.5'];
  it.each<[string, string[], RegExp]>([
    ['no method', ['--sparsity', '0.5'], /required option '--method <names>' not specified/],
    ['an unknown method', ['--method', 'magnitud'], /no method 'magnitud'.*did you mean 'magnitude'/],
    ['a method named twice', ['--method', 'heads,heads'], /--method 'heads,heads' names heads twice/],
    ['two methods for weights', ['--method', 'obd,random'], /has obd and random: one of them says which weights go/],
    [
      'blocks beside heads',
      ['--method', 'blocks,heads'],
      /has blocks and heads: blocks goes with vocabulary and layers/,
    ],
    [
      'a sparsity of 1',
      ['--method', 'magnitude', '--sparsity', '1'],
      /--sparsity is '1', expected a share from 0 to below 1/,
    ],
    ['a sparsity below 0', ['--method', 'magnitude', '--sparsity', '-0.1'], /--sparsity is '-0.1', expected/],
    ['no sparsity', ['--method', 'magnitude', '--sparsity', ''], /--sparsity is '', expected/],
    ['nothing that says how many weights go', ['--method', 'random'], /by --sparsity or --pattern: neither is there/],
    ['two things that do', [...magnitude, '--pattern', '2:4'], /by --sparsity or --pattern: both are there/],
    ['a pattern that is none', [...magnitude.slice(0, 2), '--pattern', '24'], /the pattern is '24', expected N:M/],
    [
      'texts of a run that is not timed',
      [...magnitude, '--target-batch', '8'],
      /--target-batch is about a run that is timed: give --target-speedup or --target-ms/,
    ],
    [
      'texts whose words stay where none go',
      [...heads, ...TASK, '--sparsity', '0.5', '--vocabulary-texts', 'task'],
      /--vocabulary-texts is about words: add vocabulary to --method/,
    ],
    ['an unknown scope', [...magnitude, '--scope', 'layer'], /no scope 'layer'; known are: global, matrix, row/],
    [
      'a scope without weights',
      [...heads, ...TASK, '--sparsity', '0.5', '--scope', 'row'],
      /--scope is about single weights/,
    ],
    ['no target', [...heads, ...TASK], /--method heads needs to know how much goes: give --target-speedup/],
    [
      'two targets',
      [...heads, '--target-ms', '1', '--target-params', '9'],
      /--target-ms and --target-params are two targets/,
    ],
    [
      'a share and a target',
      [...heads, '--target-ms', '1', '--sparsity', '0.5'],
      /--sparsity and --target-ms are two targets/,
    ],
    [
      'a target for nothing',
      [...magnitude, '--target-ms', '1'],
      /--target-ms says how much of the structure goes, and --method magnitude takes none out/,
    ],
    [
      'a speedup that is none',
      [...heads, '--target-speedup', '1'],
      /--target-speedup is '1', expected a number above 1/,
    ],
    [
      'gradients without data',
      [...heads, '--sparsity', '0.5'],
      /--method heads looks at rows of a task, and there is none: give --task/,
    ],
    ['second order without data', ['--method', 'obd', '--sparsity', '0.5'], /--method obd looks at rows of a task/],
    ['words without texts', ['--method', 'vocabulary'], /--method vocabulary looks at rows of a task/],
    [
      'a teacher without rows',
      [...magnitude, '--distill'],
      /--distill is about the rows of a task, and there is none: give --task/,
    ],
    [
      'another teacher without rows',
      [...magnitude, '--teacher', 'wise'],
      /--teacher is about the rows of a task, and there is none: give --task/,
    ],
    [
      'movement without training',
      ['--method', 'movement', '--sparsity', '0.5', ...TASK, '--recover-epochs', '0'],
      /--method movement learns what goes in training/,
    ],
    [
      'a teacher without training',
      [...magnitude, ...TASK, '--recover-epochs', '0', '--distill'],
      /--distill needs --recover-epochs of 1 or more/,
    ],
    [
      'another teacher without training',
      [...magnitude, ...TASK, '--recover-epochs', '0', '--teacher', 'wise'],
      /--teacher needs --recover-epochs of 1 or more/,
    ],
    ...['--learning-rate', '--max-steps', '--patience', '--evaluate-every'].map((flag): [string, string[], RegExp] => [
      `${flag} without training`,
      [...heads, '--sparsity', '0.5', ...TASK, '--recover-epochs', '0', flag, '1'],
      new RegExp(`${flag} is about training, and --recover-epochs 0 trains nothing`),
    ]),
    [
      'a lesson without a teacher',
      [...magnitude, ...TASK, '--alpha', '0.5'],
      /--alpha is about a teacher: add --distill or --teacher/,
    ],
    [
      'layers, and not how many',
      ['--method', 'layers'],
      /--method layers needs to know how many layers stay.*there is no target/,
    ],
    [
      'layers beside heads, and not how many',
      ['--method', 'layers,heads', '--sparsity', '0.5', ...TASK],
      /give --keep-layers, since the target is for heads/,
    ],
    [
      'two numbers of layers',
      ['--method', 'layers', '--keep-layers', '1', '--sparsity', '0.5'],
      /--keep-layers and --sparsity each say how many layers stay/,
    ],
    [
      'layers that nobody takes out',
      [...magnitude, '--keep-layers', '1'],
      /--keep-layers is about layers: add layers to --method/,
    ],
    [
      'the model itself as output',
      [...magnitude, '--overwrite', '--output', './whole/'],
      /--output is --model, '.\/whole\/': the model would be gone/,
    ],
    [
      'the teacher as output',
      [...magnitude, ...TASK, '--teacher', 'wise', '--overwrite', '--output', './wise/'],
      /--output is --teacher, '.\/wise\/': the model would be gone/,
    ],
    ...['--max-steps', '--max-minutes', '--patience'].map((flag): [string, string[], RegExp] => [
      `a recovery that ${flag} ends while weights go`,
      [...magnitude, ...TASK, flag, '2'],
      new RegExp(`${flag} may end the recovery before --method magnitude has taken out`),
    ]),
    [
      'a recovery that ends while blocks go',
      ['--method', 'layers,blocks', '--keep-layers', '1', '--sparsity', '0.5', ...TASK, '--max-steps', '2'],
      /--max-steps may end the recovery before --method blocks has/,
    ],
    [
      'what was best before all was gone',
      [...magnitude, ...TASK, '--keep-best'],
      /--keep-best would bring back what --method magnitude takes out later/,
    ],
    ...['--batch-size', '--learning-rate', '--vocabulary-frequency', '--patience'].map(
      (flag): [string, string[], RegExp] => [
        `${flag} without rows`,
        [...magnitude, flag, '1'],
        new RegExp(`${flag} is about the rows of a task, and there is none: give --task`),
      ],
    ),
    ...['--amp', '--optimizer', '--schedule'].map((flag): [string, string[], RegExp] => [
      `${flag} without rows`,
      [...magnitude, flag, { '--amp': 'int8', '--optimizer': 'lamb', '--schedule': 'cosine' }[flag] as string],
      new RegExp(`${flag} is about the rows of a task`),
    ]),
    [
      'importance of layers without rows',
      ['--method', 'layers', '--keep-layers', '1', '--layer-choice', 'least-important'],
      /looks at the loss on training rows: give --task, or choose top/,
    ],
  ])('%s', async (_, args, message) => {
    const io = captureIo();
    expect(await runCli(['prune', '--model', 'whole', '--output', 'refused', ...args], io)).toBe(1);
    expect(io.stderr.lines.at(-1)).toMatch(message);
    expect(io.stdout.text).toBe('');
    expect(existsSync('refused')).toBe(false);
  });
});

it.each([
  ['without a task', ['--method', 'magnitude', '--sparsity', '0.5'], "cannot read 'nowhere/"],
  ['without training', ['--method', 'heads', '--sparsity', '0.5', ...TASK, '--recover-epochs', '0'], 'animals.csv'],
])('prune takes --provider %s, since it measures all the same', async (_, args, missing) => {
  const output = mkdtempSync(join(tmpdir(), 'bertsmith-provider-'));
  const io = captureIo();
  const all = ['prune', '--model', 'nowhere', '--output', output, '--provider', 'cpu', ...args];
  expect(await runCli(all, io)).toBe(1);
  rmSync(output, { recursive: true, force: true });
  // What is wrong is what is read next.
  expect(io.stderr.lines.at(-1)).toContain(missing);
});
