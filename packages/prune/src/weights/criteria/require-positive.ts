import { ConfigError } from '@bertsmith/tensor';

/** @param criterion begins the message @throws ConfigError unless the option is a finite number above 0 */
export function requirePositive(criterion: string, option: string, value: number): void {
  if (Number.isFinite(value) && value > 0) return;
  throw new ConfigError(`${criterion}: ${option} is ${value}, expected a number above 0`, { [option]: value });
}
