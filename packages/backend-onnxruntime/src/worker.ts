/** The session thread: the runtime's `run` blocks whoever calls it until it ends, so it is called here. */
import { parentPort } from 'node:worker_threads';
import { InferenceSession, type Tensor } from 'onnxruntime-node';
import type { NumberedRequest, Request, Response, SessionSettings, SharedTensors } from './session/messages.js';
import { SharedViews } from './session/shared-views.js';

interface OpenSession {
  readonly session: InferenceSession;
  /** What every run reads and writes: the parameters and the outputs with memory of their own. */
  feeds: Record<string, Tensor>;
  fetches: Record<string, Tensor>;
}

const sessions = new Map<number, OpenSession>();
const views = new SharedViews();

function toTensors(tensors: SharedTensors): Record<string, Tensor> {
  return Object.fromEntries(tensors.map(([name, tensor]) => [name, views.tensor(tensor)]));
}

/** Lengths vary from batch to batch; memory patterns would keep the plan and the memory of every shape ever seen. */
function sessionOptions({ threads, profilePrefix }: SessionSettings): InferenceSession.SessionOptions {
  return {
    executionProviders: ['cpu'],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    graphOptimizationLevel: 'basic',
    enableMemPattern: false,
    ...(profilePrefix && { enableProfiling: true, profileFilePrefix: profilePrefix }),
  };
}

function find(session: number): OpenSession {
  return sessions.get(session) as OpenSession;
}

async function handle(request: Request): Promise<void> {
  switch (request.kind) {
    case 'share':
      views.addMemory(request.memory, request.buffer);
      return;
    case 'open': {
      const session = await InferenceSession.create(request.model, sessionOptions(request.settings));
      sessions.set(request.session, { session, feeds: {}, fetches: {} });
      return;
    }
    case 'bind':
      find(request.session).feeds = toTensors(request.feeds);
      find(request.session).fetches = toTensors(request.fetches);
      return;
    case 'run': {
      const { session, feeds, fetches } = find(request.session);
      const inputs = { ...feeds, ...toTensors(request.feeds) };
      await session.run(inputs, { ...fetches, ...toTensors(request.fetches) });
      return;
    }
    case 'close':
      if (sessions.has(request.session)) await closeSession(request.session);
  }
}

async function closeSession(number: number): Promise<void> {
  const { session } = find(number);
  sessions.delete(number);
  session.endProfiling();
  await session.release();
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
