import { createOnnxRuntimeBackend, type ExecutionProvider } from '@bertsmith/backend-onnxruntime';
import type { BertModelWithHead } from '@bertsmith/bert-core';
import type { EncodedExamples } from '@bertsmith/data';
import { type DistillationPlugin, distillation } from '@bertsmith/distill';
import type { LessonOptions } from './lesson-options.js';

/** Who teaches, and what. */
export interface Lesson {
  readonly teacher: BertModelWithHead;
  /** The student's training rows. */
  readonly rows: EncodedExamples;
  /** The teacher's ids of the student's words, where it has other ones. */
  readonly teacherIds?: Int32Array | undefined;
}

/** The plugin by which a student learns from a teacher. Dispose of it. @throws ConfigError for an option out of range */
export function createLesson(
  { teacher, rows, teacherIds }: Lesson,
  options: LessonOptions & { readonly threads: number; readonly provider: ExecutionProvider },
  onNote: (line: string) => void,
): DistillationPlugin {
  const { temperature, alpha, transfer, teacherCache, threads, provider } = options;
  const backend = createOnnxRuntimeBackend({ executionProvider: provider });
  return distillation({
    ...{ teacher, teacherIds, temperature, alpha, rows, threads, onNote, backend },
    ...(transfer === 'hidden' && { hidden: {} }),
    ...(transfer === 'minilm' && { relations: {} }),
    ...(teacherCache !== undefined && { cache: 'disk', cacheDirectory: teacherCache }),
  });
}
