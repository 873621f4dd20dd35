import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BackendError } from '@bertsmith/tensor';
import { PeerProcess } from './peer-process.js';

/** Where `peer_protocol.py` is; peers import it by name. */
const PROTOCOL_FOLDER = fileURLToPath(new URL('.', import.meta.url));

/** A peer whose Python lacks a library is left out; any other failure at its start is a fault to be repaired. */
const MISSING_MODULE = /^(ModuleNotFoundError|ImportError)\b/;

/** What the Python peers of one run have in common. */
export interface PythonPeersOptions {
  /** Folder of the benchmark, where the programs are. */
  readonly folder: string;
  /** From `--python`. */
  readonly python?: string;
  readonly threads: number;
  leaveOut(name: string, reason: string): void;
}

/** Starts the Python programs of one benchmark, each once, and ends them together. */
export class PythonPeers {
  /** Versions that the peers reported. */
  readonly versions: Record<string, string> = {};
  readonly #options: PythonPeersOptions;
  readonly #started = new Map<string, Promise<PeerProcess | undefined>>();

  constructor(options: PythonPeersOptions) {
    this.#options = options;
  }

  /** The running `program`, or nothing when it has to be left out, which the user is told. */
  start(name: string, program = 'peer.py'): Promise<PeerProcess | undefined> {
    const started = this.#started.get(program) ?? this.#launch(name, program);
    this.#started.set(program, started);
    return started;
  }

  /** Ends every peer. */
  async dispose(): Promise<void> {
    const peers = await Promise.allSettled(this.#started.values());
    for (const peer of peers) if (peer.status === 'fulfilled') await peer.value?.dispose();
  }

  async #launch(name: string, program: string): Promise<PeerProcess | undefined> {
    const { folder, python, threads, leaveOut } = this.#options;
    if (python === undefined) {
      leaveOut(name, 'no --python PATH');
      return undefined;
    }
    const environment = { PYTHONPATH: PROTOCOL_FOLDER, OMP_NUM_THREADS: `${threads}`, MKL_NUM_THREADS: `${threads}` };
    const peer = new PeerProcess({ program: python, args: [join(folder, program)], environment });
    return (await this.#greet(peer, name)) ? peer : undefined;
  }

  async #greet(peer: PeerProcess, name: string): Promise<boolean> {
    try {
      const { versions } = await peer.request({ command: 'hello', threads: this.#options.threads });
      Object.assign(this.versions, versions);
      return true;
    } catch (error) {
      await peer.dispose();
      if (!BackendError.isInstance(error) || !MISSING_MODULE.test(peer.lastErrorLine)) throw error;
      this.#options.leaveOut(name, peer.lastErrorLine);
      return false;
    }
  }
}
