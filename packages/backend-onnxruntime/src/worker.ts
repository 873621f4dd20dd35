/** The session thread: the runtime's `run` blocks whoever calls it until it ends, so it is called here. */
import { parentPort } from 'node:worker_threads';
import { InferenceSession, type Tensor } from 'onnxruntime-node';
import { discardBytes } from './session/discard-bytes.js';
import type { NumberedRequest, Request, Response, SessionSettings, SessionTensors } from './session/messages.js';
import { SharedViews } from './session/shared-views.js';

type NamedTensors = Record<string, Tensor>;

interface OpenSession {
  readonly session: InferenceSession;
  readonly isProfiled: boolean;
  readonly views: SharedViews;
  /** What every run reads and writes: the parameters and the outputs with memory of their own. */
  feeds: NamedTensors;
  fetches: NamedTensors;
}

const sessions = new Map<number, OpenSession>();

/** What the runtime has to say comes back as an error; its own lines on standard error would only repeat it. */
const LOG_NOTHING = 4;

/** Lengths vary from batch to batch; memory patterns would keep the plan and the memory of every shape ever seen. */
function sessionOptions({ provider, threads, profilePrefix }: SessionSettings): InferenceSession.SessionOptions {
  return {
    executionProviders: provider === 'cpu' ? ['cpu'] : [provider, 'cpu'],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    graphOptimizationLevel: 'basic',
    enableMemPattern: false,
    logSeverityLevel: LOG_NOTHING,
    ...(profilePrefix && { enableProfiling: true, profileFilePrefix: profilePrefix }),
  };
}

async function handle(request: Request): Promise<void> {
  switch (request.kind) {
    case 'open':
      return open(request.session, request.model, request.settings);
    case 'bind': {
      const open = find(request.session);
      Object.assign(open, toTensors(open.views, request.tensors));
      return;
    }
    case 'run': {
      const open = find(request.session);
      const { feeds, fetches } = toTensors(open.views, request.tensors);
      await open.session.run({ ...open.feeds, ...feeds }, { ...open.fetches, ...fetches });
      return;
    }
    case 'close':
      return close(request.session);
  }
}

async function open(number: number, model: Uint8Array, settings: SessionSettings): Promise<void> {
  const session = await InferenceSession.create(model, sessionOptions(settings));
  discardBytes(model);
  const isProfiled = settings.profilePrefix !== undefined;
  sessions.set(number, { session, isProfiled, views: new SharedViews(), feeds: {}, fetches: {} });
}

function find(number: number): OpenSession {
  const open = sessions.get(number);
  if (open === undefined) throw new Error(`session ${number} is not open`);
  return open;
}

function toTensors(views: SharedViews, { memories, feeds, fetches }: SessionTensors) {
  for (const { number, buffer } of memories) views.addMemory(number, buffer);
  const named = (tensors: typeof feeds): NamedTensors =>
    Object.fromEntries(tensors.map(([name, tensor]) => [name, views.tensor(tensor)]));
  return { feeds: named(feeds), fetches: named(fetches) };
}

/** A session that could not be opened is closed all the same. */
async function close(number: number): Promise<void> {
  const open = sessions.get(number);
  sessions.delete(number);
  if (open?.isProfiled) open.session.endProfiling();
  await open?.session.release();
}

parentPort?.on('message', async ({ id, request }: NumberedRequest) => {
  const respond = (response: Response) => parentPort?.postMessage(response);
  try {
    await handle(request);
    respond({ id });
  } catch (error) {
    respond({ id, error: error instanceof Error ? error.message : String(error) });
  }
});
