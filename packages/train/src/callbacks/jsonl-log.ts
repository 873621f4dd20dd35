/** A run as lines of JSON: one object for each event, in a file that a resumed run goes on with. */
import type { TrainingPlugin } from '../plugins/training-plugin.js';
import type { TrainingEvent } from '../trainer/training-event.js';
import { cutLog } from './cut-log.js';
import { appendToFile, startFile } from './log-file.js';
import { untilFailure } from './until-failure.js';

/**
 * Writes each event of the run as a line `{"kind":"step","step":1,...,"time":"2026-01-31T12:00:00.000Z"}`, on the disk when the next step begins.
 * The fields are those of {@link TrainingEvent}; an evaluation has its loss and metrics, without the predictions; a gradient norm that there
 * is not, because the step was vetoed, is `null`.
 *
 * A run that starts afresh begins the file anew. One that is resumed goes on where its checkpoint was taken: lines that a killed run wrote
 * after that are cut, so no step is there twice. A line that is not whole is cut, too.
 *
 * One object serves one run.
 *
 * @param path the file; its directories are made
 * @throws OutputError in the run, when it cannot be written: the run ends after the step, with a checkpoint if it writes any
 * @throws FormatError when a run is resumed, and the file has a line that is no event
 */
export function jsonlLog(path: string): TrainingPlugin {
  let hasBegun = false;
  return {
    specificationVersion: 'v1',
    name: 'jsonl-log',
    onEvent: untilFailure((event) => {
      if (event.kind === 'resume') cutLog(path, event.step);
      else if (!hasBegun) startFile(path);
      hasBegun = true;
      appendToFile(path, `${JSON.stringify(fieldsOf(event))}\n`);
    }),
  };
}

function fieldsOf(event: TrainingEvent): object {
  const time = new Date().toISOString();
  if (event.kind !== 'evaluation') return { ...event, time };
  const { result, ...place } = event;
  const { predictions, ...figures } = result;
  return { ...place, ...figures, time };
}
