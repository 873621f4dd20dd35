/** A run that writes a checkpoint after each step, and goes on from the newest there is: to be killed, and started again. */
import { createOnnxRuntimeBackend } from '@bertsmith/backend-onnxruntime';
import { latestCheckpoint } from '../src/checkpoints/checkpoint-directory.js';
import { Trainer } from '../src/trainer/trainer.js';
import { DOMINANT_CLASS_MAX_LENGTH, dominantClassExamples, dominantClassModel } from './dominant-class.js';

const [directory = ''] = process.argv.slice(2);
const trainer = new Trainer({
  model: dominantClassModel(),
  backend: createOnnxRuntimeBackend(),
  train: dominantClassExamples(1000, 1),
  validation: dominantClassExamples(40, 2),
  maxLength: DOMINANT_CLASS_MAX_LENGTH,
  batchSize: 8,
  epochs: 2,
  learningRate: 1e-2,
  seed: 3,
  threads: 1,
  checkpoints: { directory, everySteps: 1 },
  resumeFrom: await latestCheckpoint(directory),
  onEvent: (event) => {
    if (event.kind === 'checkpoint') process.stdout.write(`${event.step}\n`);
  },
});
const { evaluation, steps } = await trainer.train();
process.stdout.write(`finished ${steps} ${evaluation.loss}\n`);
