/**
 * Readers of arguments that several public functions take: identities, rosters, kernels, and
 * objects that callers implement.
 */
import type { Identity } from '../crypto/signing.ts';
import type { Kernel, WorkOptions } from '../kernel/kernel.ts';
import { PROOF_SYSTEMS } from '../proofs/registry.ts';
import type {
  RangeVerifier,
  RangeProver,
  StructuredSetup,
  TransparentSetup,
} from '../proofs/system.ts';
import {
  type Argument,
  bytes,
  callable,
  having,
  optional,
  part,
  strictObject,
} from '../usage/arguments.ts';
import { bytesIn } from '../usage/typedArrays.ts';
import type { Message } from '../wire/transcript.ts';
import type { Ledger } from './ledger.ts';
import type { Session } from './session.ts';

export { rosterArgument } from './roster.ts';

/** Methods by which a kernel is recognised. */
const KERNEL_METHODS = [
  'pack',
  'unpack',
  'add',
  'addMasks',
  'commitRows',
  'commitElements',
  'combine',
  'areOnCurve',
  'sumPoints',
  'foldRows',
  'multiScalarMultiply',
] as const satisfies readonly (keyof Kernel)[];

/** Reads a kernel. */
export const kernelArgument: Argument<Kernel> = having<Kernel>(
  'a kernel: await defaultKernel(), or await createKernel()',
  KERNEL_METHODS,
);

/** Reads an identity. */
export const identityArgument: Argument<Identity> = having<Identity>(
  'an identity: make one with generateIdentity or identityFromSeed',
  [],
  ({ publicKey, secret }) =>
    typeof (publicKey as unknown as Partial<Identity['publicKey']> | undefined)?.toHex ===
      'function' &&
    typeof (secret as unknown as Partial<Identity['secret']> | undefined)?.expose === 'function',
);

/** Reads a session. */
export const sessionArgument: Argument<Session> = having<Session>(
  'a session: define one with defineSession',
  [],
  ({ parameters, bytes: encoded, digest }) =>
    typeof (parameters as unknown) === 'object' &&
    bytesIn(encoded) !== undefined &&
    bytesIn(digest)?.length === 32,
);

/** Reads a message. */
export const messageArgument: Argument<Message> = part<Message>({
  envelope: bytes(),
  attachment: optional(bytes()),
});

/** Reads a ledger. */
export const ledgerArgument: Argument<Ledger> = having<Ledger>(
  'a ledger: openFileLedger of veilsum/node, or memoryLedger if nothing has to outlive the process',
  ['admits', 'claim'],
);

/** Whether a prover or a verifier names a proof system and a set-up that this version knows. */
function namesSetup({ system, setup }: Pick<RangeProver, 'system' | 'setup'>): boolean {
  const given = setup as Partial<StructuredSetup> | Partial<TransparentSetup> | undefined;
  if (!Object.hasOwn(PROOF_SYSTEMS, system) || given?.kind !== PROOF_SYSTEMS[system].setup) {
    return false;
  }
  if (given.kind !== 'structured') return true;
  return (
    ['linf', 'l2'].includes(given.statement ?? '') &&
    ['ceremony', 'development', 'unfinished'].includes(given.origin ?? '') &&
    bytesIn(given.digest)?.length === 32 &&
    Number.isSafeInteger(given.rowLength) &&
    Number.isSafeInteger(given.bits)
  );
}

/** Reads a prover. */
export const proverArgument: Argument<RangeProver> = having<RangeProver>(
  'a prover: createPlanesProver gives one, or loadRangeProver of veilsum/snark',
  ['prove'],
  namesSetup,
);

/** Reads a verifier of range proofs. */
export const checkerArgument: Argument<RangeVerifier> = having<RangeVerifier>(
  'a verifier of proofs: planesVerifier gives one, or loadRangeVerifier of veilsum/snark',
  ['verify'],
  namesSetup,
);

/** Reads an abort signal. */
export const signalArgument: Argument<AbortSignal> = having<AbortSignal>(
  'an AbortSignal',
  ['addEventListener', 'removeEventListener'],
  ({ aborted }) => typeof (aborted as unknown) === 'boolean',
);

/** Reads the options of long work. */
export const workArgument: Argument<WorkOptions> = strictObject<WorkOptions>({
  signal: optional(signalArgument),
  onProgress: optional(callable()),
});
