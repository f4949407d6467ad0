/** The little of snarkjs that the tests use; the package has no types of its own. */
declare module 'snarkjs' {
  /** A file in memory. */
  interface MemoryFile {
    readonly type: 'mem';
    data?: Uint8Array;
  }

  /** Arithmetic on public and secret signals: Montgomery form in bytes. */
  interface SignalField {
    random(): Uint8Array;
    fromObject(value: bigint): Uint8Array;
  }

  export const curves: {
    getCurveFromName(
      name: 'bn128',
      options: { readonly singleThread: true },
    ): Promise<{ readonly Fr: SignalField }>;
  };

  export const wtns: {
    calculate(signals: object, wasm: Uint8Array, witness: MemoryFile): Promise<void>;
  };

  export const groth16: {
    prove(
      zkey: Uint8Array,
      witness: MemoryFile,
    ): Promise<{
      proof: { pi_a: string[]; pi_b: string[][]; pi_c: string[] };
      publicSignals: string[];
    }>;
    verify(key: unknown, signals: readonly string[], proof: unknown): Promise<boolean>;
  };
}
