/** One session of `npm run bench:sparse`, and what it cost. */
import { defaultKernel } from '../../../src/kernel/index.ts';
import type { SparseDemand } from '../../../src/schemes/sparse/demand.ts';
import { type BenchedScheme, benchSession } from '../sessions.ts';

/** A session that is measured in its own process. */
export interface SparseCell {
  readonly scheme: BenchedScheme;
  readonly n: number;
  readonly d: number;
}

/** What a session cost: CPU milliseconds over all threads, and bytes. */
export interface SparseRow extends SparseCell {
  readonly threshold: number;
  readonly maxCorrupt: number;
  readonly dropouts: number;
  /** k, t_k and minPresent, under `sparse`. */
  readonly graph?: readonly [number, number, number] | undefined;
  readonly clientCpu: number;
  readonly coordinatorCpu: number;
  readonly verifyCpu: number;
  /** What a client sends and gets that stays to the end, on average. */
  readonly upBytes: number;
  readonly downBytes: number;
  readonly recordBytes: number;
  /** Of the process with all parties, at most. */
  readonly peakBytes: number;
  /** From the invitation to the record, in milliseconds. */
  readonly wall: number;
}

/** What a cell is called. */
export function cellName({ scheme, n, d }: SparseCell): string {
  return `${scheme}, n = ${n}, d = ${d}`;
}

/** Runs the session of a cell. */
export async function measure({ scheme, n, d }: SparseCell): Promise<SparseRow> {
  const kernel = await defaultKernel();
  const row = await benchSession(n, d, kernel, () => undefined, {
    scheme,
    coordinatorApart: true,
  });
  const { threshold, maxCorrupt, scheme: demand } = row.session.parameters;
  const graph = demand as SparseDemand;
  // A phase's messages go to everyone who answered in the phase before.
  const got = [n, ...row.phases.map(({ senders }) => senders)];
  return {
    scheme,
    n,
    d,
    threshold,
    maxCorrupt,
    dropouts: row.dropouts,
    graph:
      scheme === 'sparse' ? [graph.neighbours, graph.shareThreshold, graph.minPresent] : undefined,
    clientCpu: row.clientCpu,
    coordinatorCpu: row.coordinatorCpu,
    verifyCpu: row.verifyCpu,
    upBytes: row.uploadBytes,
    downBytes: row.phases.reduce((sum, { bytesDown }, i) => sum + bytesDown / got[i]!, 0),
    recordBytes: row.recordBytes,
    peakBytes: row.peakBytes,
    wall: row.wall,
  };
}
