import { expect, it } from 'vitest';
import { captureIo } from '../test/captured-io.js';
import { listenForInterrupt } from './interrupt.js';

it("the first Ctrl-C aborts, the second ends the process, and after the work both are the system's again", () => {
  const io = captureIo();
  let told = 0;
  const interrupt = listenForInterrupt(io, () => told++);
  expect(interrupt.signal.aborted).toBe(false);
  io.interrupt();
  expect([interrupt.signal.aborted, told, io.endings()]).toEqual([true, 1, 0]);
  io.interrupt();
  expect([told, io.endings()]).toEqual([1, 1]);
  interrupt[Symbol.dispose]();
  io.interrupt();
  expect(io.endings()).toBe(1);
});
