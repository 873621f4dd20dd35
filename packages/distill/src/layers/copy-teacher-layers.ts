import { type BertConfig, type BertInferenceModel, keepLayers } from '@bertsmith/bert-core';
import { ConfigError } from '@bertsmith/tensor';

/**
 * The configuration of a student that has some layers of a teacher, each of the size that it has there.
 *
 * @param layers the teacher's, from 0, ascending: `[0, 2, 4]`
 * @throws ConfigError when they are not
 */
export function selectedLayersConfig(teacher: BertConfig, layers: readonly number[]): BertConfig {
  checkLayers(teacher, layers);
  return keepLayers(teacher, layers);
}

/**
 * Gives a student the parameters of its teacher, those of the layers that it has: the start of DistilBERT (V. Sanh et al., "DistilBERT, a distilled version of
 * BERT", 2019, section 3), which learns faster than a fresh one.
 *
 * @param student with the configuration of {@link selectedLayersConfig}
 * @param layers the teacher's, from 0, ascending: the first is the student's layer 0
 * @throws ConfigError when a parameter of the student is not one of the teacher's, or of another shape
 * @example
 * const config = selectedLayersConfig(teacher.config, [0, 2, 4]);
 * const student = BertForSequenceClassification.initialize(config, { seed: 1 });
 * copyTeacherLayers(student, teacher, [0, 2, 4]);
 */
export function copyTeacherLayers(
  student: BertInferenceModel,
  teacher: BertInferenceModel,
  layers: readonly number[],
): void {
  checkLayers(teacher.config, layers);
  const shapes = new Map(teacher.arena.entries.map(({ specification: { name, shape } }) => [name, shape.join()]));
  const pairs = student.arena.entries.map(({ specification: { name, shape } }) => {
    const from = name.replace(/(?<=encoder\.layer\.)\d+(?=\.)/, (layer) => String(layers[Number(layer)]));
    if (shapes.get(from) === shape.join()) return [name, from] as const;
    const found = shapes.has(from) ? `[${shapes.get(from)}]` : 'none';
    throw new ConfigError(
      `copying layers of a teacher: the student has '${name}', [${shape.join()}], the teacher's '${from}' is ${found}: make the student with selectedLayersConfig`,
      { name, expected: shape, actual: shapes.get(from) },
    );
  });
  for (const [name, from] of pairs) student.arena.get(name).data.set(teacher.arena.get(from).data);
}

function checkLayers({ numHiddenLayers }: BertConfig, layers: readonly number[]): void {
  const isFine = layers.every((layer, index) => {
    return Number.isSafeInteger(layer) && layer > (layers[index - 1] ?? -1) && layer < numHiddenLayers;
  });
  if (isFine && layers.length > 0) return;
  throw new ConfigError(
    `layers of a teacher: got [${layers.join(', ')}], expected some of 0 to ${numHiddenLayers - 1}, ascending`,
    { layers, numHiddenLayers },
  );
}
