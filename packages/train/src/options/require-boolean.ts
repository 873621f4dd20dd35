import { ConfigError } from '@bertsmith/tensor';
import type { NamedOption } from './require-number.js';

/** @throws ConfigError that names the option and what was given, when that is neither true nor false */
export function requireBoolean({ owner, option, value }: NamedOption): void {
  if (typeof value === 'boolean') return;
  throw new ConfigError(`${owner}: ${option} must be true or false, not ${String(value)}`, { option, value });
}
