/** The process that `bench` measures a model in: a peak of memory never falls, so each has one of its own. */
import { BertsmithError } from '@bertsmith/tensor';
import type { SpeedRequest, SpeedResponse, SpeedValues } from './measurement/speed-messages.js';
import { SpeedMeter } from './measurement/speed-meter.js';

let meter: SpeedMeter | undefined;

async function answer(request: SpeedRequest): Promise<SpeedValues[keyof SpeedValues]> {
  if (request.kind === 'open') {
    meter = await SpeedMeter.open(request.settings);
    return null;
  }
  if (meter === undefined) throw new Error(`'${request.kind}' was asked for before 'open'`);
  return await meter[request.kind]();
}

function describe(error: unknown): SpeedResponse {
  const { name, message } = error instanceof Error ? error : { name: 'Error', message: String(error) };
  return { error: { name, message, ...(BertsmithError.isInstance(error) && { code: error.code }) } };
}

process.on('message', async (request: SpeedRequest) => {
  const response = await answer(request).then((value): SpeedResponse => ({ value }), describe);
  process.send?.(response);
});
// Whoever started it is gone: nobody would end it.
process.on('disconnect', () => process.exit());
