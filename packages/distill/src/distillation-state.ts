import { ConfigError } from '@bertsmith/tensor';
import type { JsonValue, PluginState } from '@bertsmith/train';
import type { DistillationSettings } from './distillation-options.js';

/** What the numbers of a distillation hang on, for checkpoints. @param teacher its fingerprint */
export function describeSettings(settings: DistillationSettings, teacher: string): JsonValue {
  const { temperature, alpha, hidden, relations, cache, cacheDType } = settings;
  const transfers = { hidden: hidden ?? null, relations: relations ?? null } as unknown as Record<string, JsonValue>;
  // Beside the student, in other batches, the teacher's last bits are others.
  return { teacher, temperature, alpha, ...transfers, cached: cache === 'none' ? 'nothing' : cacheDType };
}

/** @throws ConfigError when a checkpoint was taken with other settings, or another teacher */
export function requireSameSettings({ json: saved }: PluginState, current: JsonValue): void {
  const [old, now] = [saved ?? {}, current].map((each) => new Map(Object.entries(each as Record<string, JsonValue>)));
  for (const name of now?.keys() ?? []) {
    const [expected, actual] = [JSON.stringify(old?.get(name)), JSON.stringify(now?.get(name))];
    if (expected === actual) continue;
    const what = name === 'teacher' ? 'the teacher is another model' : `${name} was ${expected} and is ${actual} now`;
    throw new ConfigError(`distillation: cannot resume: ${what}; resume with the old one, or start afresh`, {
      setting: name,
      expected,
      actual,
    });
  }
}
