/** What is refused, each before any work. */
import { BertForSequenceClassification, BertForTokenClassification } from '@bertsmith/bert-core';
import { ConfigError, InputError } from '@bertsmith/tensor';
import { latestCheckpoint } from '@bertsmith/train';
import { expect, it } from 'vitest';
import { useTemporaryDirectory } from '../test/temporary-directory.js';
import {
  backend,
  STUDENT_CONFIG,
  studentModel,
  TEACHER_CONFIG,
  TRAIN,
  taskRows,
  teacherModel,
  train,
} from '../test/tiny-task.js';
import { distillation } from './distillation.js';
import type { DistillationOptions } from './distillation-options.js';

const teacher = teacherModel();
const place = useTemporaryDirectory();
const distil = (options: object) => distillation({ teacher, backend, ...options } as DistillationOptions);

const BAD_OPTIONS: readonly [object, string][] = [
  [{ temperature: 0 }, 'temperature is 0, expected a number above 0'],
  [{ temperature: Number.POSITIVE_INFINITY }, 'temperature is Infinity'],
  [{ temperature: Number.NaN }, 'temperature is NaN'],
  [{ alpha: 1.1 }, 'alpha is 1.1, expected a number from 0 to 1'],
  [{ alpha: -0.1 }, 'alpha is -0.1'],
  [{ labels: { weight: -1 } }, 'labels.weight is -1, expected a number from 0'],
  [{ labels: { weight: Number.NaN } }, 'labels.weight is NaN'],
  [{ alpha: 0, labels: { weight: 0 } }, 'there is nothing to learn'],
  [{ hidden: { weight: 0 } }, 'hidden.weight is 0, expected a number above 0'],
  [{ relations: { weight: -1 } }, 'relations.weight is -1'],
  [{ relations: { heads: 1.5 } }, 'relations.heads is 1.5, expected a whole number from 1'],
  [{ relations: { relations: [] } }, 'relations.relations is empty'],
  [{ relations: { relations: ['key-query'] } }, `relations.relations has 'key-query'`],
  [{ cache: 'tape' }, `cache is 'tape', expected one of memory, disk, none`],
  [{ cache: 'memory' }, `cache is 'memory', and there are no rows`],
  [{ cache: 'disk', rows: TRAIN }, `cache is 'disk', and there is no cacheDirectory`],
  [{ cache: 'memory', rows: TRAIN, cacheDirectory: 'here' }, `there is a cacheDirectory, and cache is 'memory'`],
  [{ cacheDType: 'float16', rows: TRAIN }, `there is a cacheDType, and cache is 'memory'`],
  [{ cache: 'disk', rows: TRAIN, cacheDirectory: 'here', cacheDType: 'int8' }, `cacheDType is 'int8', expected one of`],
];

it.each(BAD_OPTIONS.map(([options, message]) => [message, options] as const))(
  'refuses options: %s',
  (message, options) => {
    expect(() => distil(options)).toThrow(ConfigError);
    expect(() => distil(options)).toThrow(message);
  },
);

it.each<[string, object, string]>([
  ['other words', { teacher: teacherModel({ vocabSize: 30 }) }, 'the teacher has 30 words, the student 23'],
  [
    'fewer token types',
    { teacher: teacherModel({ typeVocabSize: 1 }) },
    'the teacher has 1 token types, the student 2',
  ],
  [
    'another number of labels',
    { teacher: teacherModel({ labels: ['a', 'b'] }) },
    'the teacher has 2 labels, the student 4',
  ],
  [
    'other labels',
    { teacher: teacherModel({ labels: ['spring', 'summer', 'winter', 'autumn'] }) },
    `label 2 is 'winter' of the teacher and 'autumn' of the student`,
  ],
  [
    'another kind of labels',
    {
      teacher: teacherModel({ problemType: 'multi_label_classification' }),
      student: studentModel({ problemType: 'single_label_classification' }),
    },
    `the teacher's labels are of a multi_label_classification, the student's of a single_label_classification`,
  ],
  [
    'another kind of labels, which the student does not say',
    {
      teacher: teacherModel({ problemType: 'multi_label_classification' }),
      student: studentModel({ problemType: null }),
    },
    `the teacher's labels are of a multi_label_classification, the student's of a single_label_classification`,
  ],
  [
    'another head',
    { teacher: BertForTokenClassification.initialize(TEACHER_CONFIG, { seed: 1 }) },
    'the teacher is a BertForTokenClassification, the student a BertForSequenceClassification',
  ],
  [
    'ids of too few words',
    { teacherIds: Int32Array.of(0, 1) },
    `teacherIds has 2 ids, expected one for each of the student's 23`,
  ],
  ['ids of no words', { teacherIds: new Int32Array(23).fill(23) }, 'teacherIds has the id 23'],
  ['no layers', { hidden: { layers: [] } }, 'hidden.layers is empty'],
  ['layers of the student', { hidden: { layers: [[2, 1]] } }, 'hidden.layers has the layer 2, the student has 0 to 1'],
  ['layers of the teacher', { hidden: { layers: [[1, 3]] } }, 'hidden.layers has the layer 3, the teacher has 0 to 2'],
  ['half layers', { hidden: { layers: [[0.5, 1]] } }, 'the layer 0.5'],
  [
    'a related layer of the student',
    { relations: { studentLayer: 0 } },
    'relations has the layer 0, the student has 1 to 1',
  ],
  [
    'a related layer of the teacher',
    { relations: { teacherLayer: 3 } },
    'relations has the layer 3, the teacher has 1 to 2',
  ],
  [
    'attention in other heads',
    { teacher: teacherModel({ numAttentionHeads: 3 }), hidden: { attentions: true } },
    `a layer of the student has 2 heads and the teacher's 3`,
  ],
  [
    'relation heads that do not divide',
    { relations: { heads: 3 } },
    '3 relation heads do not divide a layer of width 16',
  ],
  [
    'rows longer than its texts',
    { teacher: teacherModel({ maxPositionEmbeddings: 8 }) },
    'the teacher takes 8: train with a shorter maxLength',
  ],
])(
  'refuses a teacher of %s',
  async (_, { student = studentModel(), ...options }: { student?: typeof teacher }, message) => {
    const failed = (async () => await train({ model: student, plugins: [distil(options)] }))();
    await expect(failed).rejects.toThrow(ConfigError);
    await expect(failed).rejects.toThrow(message);
  },
);

it('refuses examples in packed rows that are longer than the texts of a teacher, and takes rows that are', async () => {
  const packed = (maxPositionEmbeddings: number) => {
    const model = studentModel({ maxPositionEmbeddings: 32 });
    const plugins = [distil({ teacher: teacherModel({ maxPositionEmbeddings }) })];
    return train({ maxSteps: 1, packing: true, maxLength: 32, model, plugins });
  };
  await expect(packed(8)).rejects.toThrow(ConfigError);
  await expect(packed(8)).rejects.toThrow(/an example of \d+ tokens, the teacher takes 8: train with a shorter/);
  expect((await packed(16)).steps).toHaveLength(1);
});

it('knows what kind of labels a teacher has that does not say it', () => {
  const labels = ['score'];
  const plugin = distil({ teacher: teacherModel({ problemType: null, labels }) });
  const check = (problemType: 'regression' | 'multi_label_classification' | null) => () =>
    plugin.ownParameters?.(studentModel({ problemType, labels }));
  expect(check('multi_label_classification')).toThrow(
    "the teacher's labels are of a regression, the student's of a multi_label_classification",
  );
  expect(check('regression')).not.toThrow();
  expect(check(null)).not.toThrow();
});

it('refuses a teacher that is the student', async () => {
  const model = studentModel();
  const failed = (async () => await train({ model, plugins: [distil({ teacher: model })] }))();
  await expect(failed).rejects.toThrow('the student is the teacher, which would change as it trains');
});

it('takes labels that nobody has named, and does without attention where heads are others', async () => {
  const unnamed = teacherModel({ labels: ['LABEL_0', 'LABEL_1', 'LABEL_2', 'LABEL_3'], numAttentionHeads: 3 });
  const { steps } = await train({ maxSteps: 1, plugins: [distil({ teacher: unnamed, hidden: {} })] });
  expect(steps).toHaveLength(1);
});

it('refuses training rows that are not those of its cache', async () => {
  for (const rows of [taskRows(38, 9), taskRows(5, 1)]) {
    const failed = train({ plugins: [distil({ rows })] });
    await expect(failed).rejects.toThrow(InputError);
    await expect(failed).rejects.toThrow(`of the ${rows.offsets.length - 1} that the teacher was asked about`);
  }
});

it('refuses answers that are not finite', async () => {
  const broken = teacherModel();
  broken.arena.get('classifier.bias').data[0] = Number.NaN;
  await expect(train({ plugins: [distil({ teacher: broken })] })).rejects.toThrow(
    `the teacher's 'logits' is not finite`,
  );
});

it('refuses to go on from a checkpoint of other settings or another teacher', async () => {
  const directory = place('checkpoint');
  await train({ plugins: [distil({ alpha: 0.25 })], maxSteps: 2, checkpoints: { directory } });
  const resumeFrom = await latestCheckpoint(directory);
  const another = BertForSequenceClassification.initialize(STUDENT_CONFIG, { seed: 5 });
  for (const [options, message] of [
    [{ alpha: 0.75 }, 'alpha was 0.25 and is 0.75 now'],
    [{ alpha: 0.25, temperature: 3 }, 'temperature was 2 and is 3 now'],
    [{ alpha: 0.25, rows: TRAIN }, 'cached was "nothing" and is "float32" now'],
    [{ alpha: 0.25, teacher: another }, 'the teacher is another model'],
    [{ alpha: 0.25, labels: { weight: 0 } }, 'labels.weight was 0.75 and is 0 now'],
    [{ alpha: 0.25, teacherIds: new Int32Array(23) }, "teacherIds gives the student's words other ids of the teacher"],
  ] as const) {
    const failed = train({ plugins: [distil(options)], resumeFrom });
    await expect(failed).rejects.toThrow(ConfigError);
    await expect(failed).rejects.toThrow(message);
  }
});
