import { cpus } from 'node:os';

/** A machine on which something was measured. */
export interface Machine {
  readonly processor: string;
  readonly cores: number;
  /** Node's version, such as `v22.3.0`. */
  readonly node: string;
}

/** The machine that this runs on. */
export function thisMachine(): Machine {
  return {
    processor: cpus()[0]?.model ?? 'unknown CPU',
    cores: cpus().length,
    node: process.version,
  };
}
