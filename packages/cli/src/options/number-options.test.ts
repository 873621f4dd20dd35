import { ConfigError } from '@bertsmith/tensor';
import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { decimalNumberOption, MAXIMUM_COUNT, wholeNumberOption } from './number-options.js';

const epochs = wholeNumberOption({ flag: '--epochs', description: '', defaultValue: 3, minimum: 1, maximum: 99 });
const steps = wholeNumberOption({ flag: '--steps', description: '', minimum: 1, maximum: MAXIMUM_COUNT });
const rate = decimalNumberOption({ flag: '--rate', description: '', minimum: 0, maximum: 1 });

function parse(...args: string[]): Record<string, unknown> {
  const command = new Command().addOption(epochs).addOption(steps).addOption(rate);
  return command.parse(args, { from: 'user' }).opts();
}

describe('number options', () => {
  it('read numbers and fill in defaults', () => {
    expect(parse()).toEqual({ epochs: 3 });
    expect(parse('--epochs', '99', '--rate=3e-4')).toEqual({ epochs: 99, rate: 3e-4 });
    expect(parse('--rate', '.5', '--epochs', '+1')).toEqual({ epochs: 1, rate: 0.5 });
  });

  it.each(['0', '100', '-1', '1.5', '1e1', '0x1', '', ' 1', 'many', 'NaN', 'Infinity'])(
    'refuse --epochs %j',
    (text) => {
      expect(() => parse('--epochs', text)).toThrow(ConfigError);
      expect(() => parse('--epochs', text)).toThrow(`--epochs is '${text}', expected a whole number from 1 to 99`);
    },
  );

  it.each(['0', '1.01', '-0.1', '1e-400', '.', 'e5', 'NaN'])('refuse --rate %j', (text) => {
    expect(() => parse('--rate', text)).toThrow(`--rate is '${text}', expected a number above 0, at most 1`);
  });

  it('leave the upper bound out where it is only technical', () => {
    expect(() => parse('--steps', '0')).toThrow(/expected a whole number from 1$/);
  });
});
