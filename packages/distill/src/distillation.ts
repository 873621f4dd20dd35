/** Knowledge distillation as a training plugin: a student learns what a teacher answers, and, if asked for, how it comes to it. */
import type { JsonValue, TrainingPlugin } from '@bertsmith/train';
import { checkStudent } from './check-student.js';
import { completeDistillationOptions } from './complete-distillation-options.js';
import type { DistillationOptions } from './distillation-options.js';
import { describeSettings, requireSameSettings } from './distillation-state.js';
import { type Lesson, prepareLesson } from './lesson.js';
import { TOKEN_WEIGHTS, tokenWeights } from './losses/token-pairs.js';
import { hiddenPairs, projections } from './losses/transfer-loss.js';
import { openTeacher } from './teacher/open-teacher.js';
import { teacherFingerprint } from './teacher/teacher-fingerprint.js';
import { asFeeds } from './teacher/teacher-inputs.js';
import type { TeacherOutputs } from './teacher/teacher-outputs.js';

/** The plugin; one object serves one run. Disposing of it lets the teacher go, as the end of a run does. */
export interface DistillationPlugin extends TrainingPlugin, AsyncDisposable {
  readonly name: 'distillation';
}

/**
 * A plugin that adds the teacher to the student's loss: `(1 - alpha) * loss of the labels + alpha * loss of the teacher's answers + weights * losses of layers`,
 * with another weight of the labels where `labels.weight` is given.
 *
 * Answers: G. Hinton, O. Vinyals, J. Dean, "Distilling the knowledge in a neural network", 2015. Hidden states and attention: X. Jiao et al., "TinyBERT", 2020.
 * Relations: W. Wang et al., "MiniLM", 2020, and "MiniLMv2", 2021. Evaluations, and the model that is saved, are the student's alone.
 *
 * @throws ConfigError for an option out of range; from the trainer, when student and teacher do not fit
 * @example
 * const plugins = [distillation({ teacher, backend, rows: train })];
 * const trainer = new Trainer({ model: student, backend, train, validation, maxLength: 128, plugins });
 */
export function distillation(options: DistillationOptions): DistillationPlugin {
  const settings = completeDistillationOptions(options);
  const { teacher, hidden, relations } = settings;
  let lesson: Lesson | undefined;
  let opened: Promise<TeacherOutputs> | undefined;
  let fingerprint: string | undefined;
  const letTeacherGo = async () => {
    const outputs = opened;
    opened = undefined;
    await (await outputs)?.dispose();
  };
  const describe = (): JsonValue => {
    fingerprint ??= teacherFingerprint(teacher);
    return describeSettings(settings, fingerprint);
  };
  return {
    specificationVersion: 'v1',
    name: 'distillation',
    readsAllTokens: hidden !== undefined || relations !== undefined,
    ownParameters(student) {
      // Here and not in prepareModel: a plugin behind this one may have made another model, of other words and layers.
      checkStudent(student, settings);
      if (hidden === undefined) return [];
      const [own, ofTeacher] = [student.config, teacher.config];
      return projections(hiddenPairs(hidden, own.numHiddenLayers, ofTeacher.numHiddenLayers), own, ofTeacher);
    },
    rewriteForward(graph) {
      lesson = prepareLesson(graph, settings);
      return lesson.graph;
    },
    async feeds(batch) {
      if (lesson?.teacher === undefined) return {};
      opened ??= openTeacher(settings, lesson.teacher).catch((error: unknown) => {
        // There is nothing to let go of.
        opened = undefined;
        throw error;
      });
      const outputs = asFeeds(await (await opened).of(batch));
      return lesson.graph.inputs.has(TOKEN_WEIGHTS) ? { ...outputs, [TOKEN_WEIGHTS]: tokenWeights(batch) } : outputs;
    },
    async finish() {
      await letTeacherGo();
      return false;
    },
    stateDict: () => ({ json: describe() }),
    loadStateDict: (state) => requireSameSettings(state, describe()),
    [Symbol.asyncDispose]: letTeacherGo,
  };
}
