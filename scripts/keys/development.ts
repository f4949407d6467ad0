/** Phase 2 with public constants instead of contributors. Anyone can forge proofs for such keys. */
import { rmSync } from 'node:fs';
import { developmentBeacon } from './beacon.ts';
import { type Logger, openCurve, snarkjs } from './snarkjs.ts';

/**
 * Creates a proving key without contributions: γ₂ = δ₂, so that proofs can be forged for it.
 *
 * @throws Error if the powers of tau are too few for the circuit, or the file is not prepared for
 *   phase 2
 */
export async function newProvingKey(
  r1cs: string,
  ptau: string,
  to: string,
  logger?: Logger,
): Promise<void> {
  await openCurve();
  // snarkjs reports failures by returning −1, and to its logger.
  if ((await snarkjs.zKey.newZKey(r1cs, ptau, to, logger)) === -1) {
    throw new Error(
      `no proving key from ${r1cs} and ${ptau}: too few powers of tau, or not prepared`,
    );
  }
}

/**
 * Writes the development proving key of a circuit: the same bytes on every machine, from the same
 * circuit and powers of tau.
 */
export async function developmentProvingKey(
  name: string,
  r1cs: string,
  ptau: string,
  to: string,
  logger?: Logger,
): Promise<void> {
  const initial = `${to}.initial`;
  await newProvingKey(r1cs, ptau, initial, logger);
  const { hash, exponent } = developmentBeacon(`proving key ${name}`);
  await snarkjs.zKey.beacon(initial, to, 'development', hash, exponent, logger);
  rmSync(initial);
}

/** The verification key of a proving key, as the contents of its JSON file. */
export async function verificationKeyText(zkey: string): Promise<string> {
  return `${JSON.stringify(await snarkjs.zKey.exportVerificationKey(zkey), undefined, 1)}\n`;
}
