import { ConfigError } from '@bertsmith/tensor';
import type { JsonValue, PluginState } from '@bertsmith/train';
import type { DistillationSettings } from './distillation-options.js';
import { hashOf } from './teacher/teacher-fingerprint.js';

/** What the numbers of a distillation hang on, for checkpoints. @param teacher its fingerprint */
export function describeSettings(settings: DistillationSettings, teacher: string): JsonValue {
  const { temperature, alpha, labels, hidden, relations, cache, cacheDType, teacherIds } = settings;
  const transfers = { hidden: hidden ?? null, relations: relations ?? null } as unknown as Record<string, JsonValue>;
  return {
    ...{ teacher, temperature, alpha, 'labels.weight': labels?.weight ?? 1 - alpha, ...transfers },
    teacherIds: teacherIds === undefined ? null : hashOf([teacherIds]),
    // Beside the student, in other batches, the teacher's last bits are others.
    cached: cache === 'none' ? 'nothing' : cacheDType,
  };
}

/** Settings of which a hash is kept, which says nothing to a reader. */
const HASHED: Readonly<Record<string, string>> = {
  teacher: 'the teacher is another model',
  teacherIds: "teacherIds gives the student's words other ids of the teacher",
};

/** @throws ConfigError when a checkpoint was taken with other settings, or another teacher */
export function requireSameSettings({ json: saved }: PluginState, current: JsonValue): void {
  const [old, now] = [saved ?? {}, current].map((each) => new Map(Object.entries(each as Record<string, JsonValue>)));
  for (const name of now?.keys() ?? []) {
    const [expected, actual] = [JSON.stringify(old?.get(name)), JSON.stringify(now?.get(name))];
    if (expected === actual) continue;
    const what = HASHED[name] ?? `${name} was ${expected} and is ${actual} now`;
    throw new ConfigError(`distillation: cannot resume: ${what}; resume with the old one, or start afresh`, {
      setting: name,
      expected,
      actual,
    });
  }
}
