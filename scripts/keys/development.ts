/** Phase 2 with public constants in the place of contributors. Whoever wants to can forge proofs for such keys. */
import { rmSync } from 'node:fs';
import { developmentBeacon } from './beacon.ts';
import { type Logger, openCurve, snarkjs } from './snarkjs.ts';

/**
 * A proving key before any contribution: γ₂ = δ₂, so that proofs can be forged for it.
 *
 * @throws Error where the powers of tau are too few for the circuit, or no file for phase 2.
 */
export async function newProvingKey(
  r1cs: string,
  ptau: string,
  to: string,
  logger?: Logger,
): Promise<void> {
  await openCurve();
  // snarkjs reports failures by the value −1, and by its logger.
  if ((await snarkjs.zKey.newZKey(r1cs, ptau, to, logger)) === -1) {
    throw new Error(
      `no proving key from ${r1cs} and ${ptau}: too few powers of tau, or not prepared`,
    );
  }
}

/** Writes development keys for a circuit: the same bytes on every machine, from the same circuit and powers of tau. */
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

/** The verification key of a proving key, as the text of its JSON file. */
export async function verificationKeyText(zkey: string): Promise<string> {
  return `${JSON.stringify(await snarkjs.zKey.exportVerificationKey(zkey), undefined, 1)}\n`;
}
