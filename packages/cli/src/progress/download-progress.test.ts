import { stripVTControlCharacters } from 'node:util';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { captureIo } from '../../test/captured-io.js';
import { createDownloadProgress } from './download-progress.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const INDEX = { file: 'config.json', totalBytes: 570 };
const WEIGHTS = { file: 'model.safetensors', totalBytes: 438_000_000 };

it('a pipe gets a line for each file, and one every five seconds', () => {
  const io = captureIo();
  const progress = createDownloadProgress(io);
  progress.report({ ...INDEX, loadedBytes: 0 });
  progress.report({ ...INDEX, loadedBytes: 570 });
  for (let second = 0; second <= 11; second++) {
    progress.report({ ...WEIGHTS, loadedBytes: second * 10_000_000 });
    vi.advanceTimersByTime(1000);
  }
  progress.end();
  expect(io.stderr.lines).toEqual([
    'config.json: 570 B',
    'model.safetensors: 50 MB of 438 MB',
    'model.safetensors: 100 MB of 438 MB',
  ]);
});

it('a terminal gets a bar a file, which stays', () => {
  const io = captureIo({ isTerminal: true });
  const progress = createDownloadProgress(io);
  progress.report({ ...INDEX, loadedBytes: 0 });
  progress.report({ ...INDEX, loadedBytes: 570 });
  progress.report({ ...WEIGHTS, loadedBytes: 219_000_000 });
  progress.end();
  const screen = stripVTControlCharacters(io.stderr.text.replaceAll('\u001b[1G', '\r'))
    .split('\n')
    .map((line) => line.split('\r').at(-1) ?? '')
    .filter((line) => line !== '');
  const bar = '█'.repeat(40);
  expect(screen).toEqual([
    `config.json             ${bar} 100 %  570 B of 570 B`,
    `model.safetensors       ${bar.slice(20)}${'░'.repeat(20)}  50 %  219 MB of 438 MB`,
  ]);
  expect(io.stderr.text.lastIndexOf('\u001b[?25h')).toBeGreaterThan(io.stderr.text.lastIndexOf('\u001b[?25l'));
});

it('a file without a byte is whole from the start', () => {
  const io = captureIo();
  createDownloadProgress(io).report({ file: 'empty', loadedBytes: 0, totalBytes: 0 });
  expect(io.stderr.lines).toEqual(['empty: 0 B']);
});
