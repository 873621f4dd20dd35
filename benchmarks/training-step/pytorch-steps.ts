import type { BenchmarkContext, Contender } from '../harness/benchmark.js';
import type { PeerProcess } from '../harness/peer-process.js';
import type { StepSizes } from './bert-case.js';

/** What `peer.py` calls its modes. */
export const PYTORCH_MODES = { 'PyTorch fp32': 'fp32', 'PyTorch bf16': 'bf16', 'PyTorch fp32 compiled': 'compiled' };

/** Steps of PyTorch in some of {@link PYTORCH_MODES}. */
export async function preparePyTorch(
  pytorch: PeerProcess,
  sizes: StepSizes & { readonly device?: string; readonly training?: boolean },
  modes: Readonly<Record<string, string>>,
  context: BenchmarkContext,
): Promise<Contender[]> {
  const contenders: Contender[] = [];
  for (const [name, mode] of Object.entries(modes)) {
    try {
      contenders.push(await pytorch.prepare(name, { ...sizes, mode }));
    } catch (error) {
      // Compiling wants a C++ compiler.
      if (mode !== 'compiled') throw error;
      context.leaveOut(name, error instanceof Error ? error.message : String(error));
    }
  }
  return contenders;
}
