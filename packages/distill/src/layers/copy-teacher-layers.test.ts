import { BertForSequenceClassification } from '@bertsmith/bert-core';
import { ConfigError } from '@bertsmith/tensor';
import { describe, expect, it } from 'vitest';
import { TEACHER_CONFIG } from '../../test/tiny-task.js';
import { copyTeacherLayers, selectedLayersConfig } from './copy-teacher-layers.js';

const config = {
  ...TEACHER_CONFIG,
  numHiddenLayers: 4,
  prunedHeads: { 1: [0], 2: [1] },
  intermediateSizes: [48, 40, 32, 24],
};
const teacher = BertForSequenceClassification.initialize(config, { seed: 1 });

describe('layers of a teacher', () => {
  it('are what a student begins with, in their sizes', () => {
    const student = BertForSequenceClassification.initialize(selectedLayersConfig(config, [0, 2]), { seed: 2 });
    expect(student.config).toMatchObject({ numHiddenLayers: 2, prunedHeads: { 1: [1] }, intermediateSizes: [48, 32] });
    copyTeacherLayers(student, teacher, [0, 2]);
    const nameIn = (name: string) => name.replace('layer.1.', 'layer.2.');
    for (const { specification } of student.arena.entries) {
      const { name } = specification;
      expect(student.arena.get(name).data, name).toEqual(teacher.arena.get(nameIn(name)).data);
    }
  });

  it('may be factorized', () => {
    const ranks = { ...config, matrixRanks: { 1: { 'output.dense': 4 }, 2: { 'intermediate.dense': 3 } } };
    const factorized = BertForSequenceClassification.initialize(ranks, { seed: 1 });
    const student = BertForSequenceClassification.initialize(selectedLayersConfig(ranks, [0, 2]), { seed: 2 });
    copyTeacherLayers(student, factorized, [0, 2]);
    const factor = 'bert.encoder.layer.1.intermediate.dense.first.weight';
    expect(student.arena.get(factor).data).toEqual(factorized.arena.get(factor.replace('1', '2')).data);
  });

  it('all of them make a copy of the teacher', () => {
    const student = BertForSequenceClassification.initialize(selectedLayersConfig(config, [0, 1, 2, 3]), { seed: 2 });
    copyTeacherLayers(student, teacher, [0, 1, 2, 3]);
    expect(student.config).toEqual(config);
    expect(student.arena.data).toEqual(teacher.arena.data);
  });

  it.each([[[]], [[4]], [[-1]], [[2, 1]], [[1, 1]], [[0.5]]])('%j are refused', (layers) => {
    expect(() => selectedLayersConfig(config, layers)).toThrow(ConfigError);
    expect(() => selectedLayersConfig(config, layers)).toThrow('expected some of 0 to 3, ascending');
    expect(() => copyTeacherLayers(teacher, teacher, layers)).toThrow('expected some of 0 to 3, ascending');
  });

  it('do not fit into a student of other sizes, which stays as it was', () => {
    const student = BertForSequenceClassification.initialize(
      { ...config, numHiddenLayers: 1, prunedHeads: {}, intermediateSizes: [50] },
      { seed: 2 },
    );
    const before = Float32Array.from(student.arena.data);
    expect(() => copyTeacherLayers(student, teacher, [0])).toThrow(ConfigError);
    expect(() => copyTeacherLayers(student, teacher, [0])).toThrow(
      `the student has 'bert.encoder.layer.0.intermediate.dense.weight', [50,24], the teacher's`,
    );
    expect(student.arena.data).toEqual(before);
  });
});
