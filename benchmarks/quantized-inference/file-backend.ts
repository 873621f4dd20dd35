/** An ONNX file of another program as a backend, so that an `Evaluator` scores it as it scores our models. */
import type { Backend, Graph } from '@bertsmith/graph';
import { type Tensor, tensor } from '@bertsmith/tensor';
import * as node from 'onnxruntime-node';

/** A backend that runs this file whatever graph it is given: its outputs by their names, and a loss of 0, which nobody looks at. */
export function fileBackend(path: string): Backend {
  return {
    specificationVersion: 'v1',
    name: 'onnx-file',
    async compile({ graph, threads = 2 }) {
      const session = await node.InferenceSession.create(path, { intraOpNumThreads: threads });
      const dispose = () => session.release();
      const run = (inputs: Readonly<Record<string, Tensor>>) => runFile(session, graph, inputs);
      return { run, dispose, [Symbol.asyncDispose]: dispose };
    },
  };
}

async function runFile(
  session: node.InferenceSession,
  graph: Graph,
  inputs: Readonly<Record<string, Tensor>>,
): Promise<Map<string, Tensor>> {
  const fed = session.inputNames.map((name) => {
    const { data, shape } = inputs[name] as Tensor<'int32'>;
    return [name, new node.Tensor('int64', BigInt64Array.from(data, BigInt), shape)] as const;
  });
  const found = await session.run(Object.fromEntries(fed));
  const outputs = Object.entries(found).map(([name, { data, dims }]) => {
    return [name, tensor('float32', [...dims], data as Float32Array) as Tensor] as const;
  });
  const loss = tensor('float32', [], new Float32Array(1)) as Tensor;
  return new Map([...outputs.filter(([name]) => graph.outputs.has(name)), ['loss', loss]]);
}
