import {
  fixedBytes,
  float64,
  fromBytes,
  integer,
  list,
  oneOf,
  struct,
  text,
  variant,
  type Codec,
} from '../wire/codec.ts';
import { CLIENT_PHASES } from '../messages/table.ts';
import { SCHEMES } from '../schemes/registry.ts';
import { envelopeBytes } from '../wire/envelopeCodec.ts';
import { MAX_GROUPS } from '../proofs/statement.ts';
import { type Encoding, MAX_BOUND } from './encodings/index.ts';
import { MAX_CLIENTS, MAX_LENGTH, MAX_ROW_LENGTH, MIN_CLIENTS } from './limits.ts';
import { type ProofDemand, proofDemandCodec } from './proofDemand.ts';
import type { SchemeDemand, SchemeRegistry } from './scheme.ts';
import type { Thresholds } from './thresholds.ts';

/** The suite of primitives that this version implements (see the protocol page). */
export const SUITE = 'veilsum-1';

/**
 * All parameters of a session. Their digest is part of everything that is signed, and of every
 * mask.
 */
export interface SessionParameters extends Thresholds {
  readonly suite: typeof SUITE;
  /** What is aggregated; 1 to 200 characters. With `round` it names a participation in the ledger. */
  readonly task: string;
  readonly round: number;
  /** 32 random bytes from the coordinator, so that no two sessions share a digest. */
  readonly nonce: Uint8Array;
  /** d, coordinates of an input. */
  readonly length: number;
  /** B, the largest magnitude of a coordinate. */
  readonly bound: number;
  /** c, coordinates of a committed row: a power of two. */
  readonly rowLength: number;
  /** w, bits of a slot; follows from n and B, and is included so that the digest covers it. */
  readonly slotBits: number;
  readonly encoding: Encoding;
  /** Range proofs that the session asks for, of which system, and who checks them. */
  readonly proofs: ProofDemand;
  /** 32 bytes: a digest of the model that the inputs were computed from, or zeros. */
  readonly modelDigest: Uint8Array;
  /** 32 bytes: the digest of the roster. */
  readonly rosterDigest: Uint8Array;
  /** 32 bytes: the coordinator's Ed25519 key. */
  readonly coordinatorKey: Uint8Array;
  /** Milliseconds that each client phase stays open, in the order of {@link CLIENT_PHASES}; 0 for no limit. */
  readonly deadlines: readonly number[];
  /** How the coordinator comes to the sum. */
  readonly scheme: SchemeDemand;
}

const encodingCodec: Codec<Encoding> = variant('kind', {
  integer: struct<Extract<Encoding, { kind: 'integer' }>>({ kind: oneOf('integer') }),
  'fixed-point': struct<Extract<Encoding, { kind: 'fixed-point' }>>({
    kind: oneOf('fixed-point'),
    clip: float64,
    average: oneOf('sum', 'mean'),
  }),
  'weighted-mean': struct<Extract<Encoding, { kind: 'weighted-mean' }>>({
    kind: oneOf('weighted-mean'),
    clip: float64,
    maxWeight: integer(1, MAX_BOUND),
  }),
});

const MAX_TIME = 2 ** 40;

/** Session parameters on the wire: an array in this order. */
export const parametersCodec: Codec<SessionParameters> = parametersCodecFor(SCHEMES);

/** The parameters of sessions under these schemes. */
export function parametersCodecFor(schemes: SchemeRegistry): Codec<SessionParameters> {
  return struct<SessionParameters>({
    suite: oneOf(SUITE),
    task: text(200),
    round: integer(0, Number.MAX_SAFE_INTEGER),
    nonce: fixedBytes(32),
    clients: integer(MIN_CLIENTS, MAX_CLIENTS),
    threshold: integer(1, MAX_CLIENTS),
    maxCorrupt: integer(0, MAX_CLIENTS),
    maxDropouts: integer(0, MAX_CLIENTS),
    length: integer(1, MAX_LENGTH),
    bound: integer(1, MAX_BOUND),
    rowLength: integer(1, MAX_ROW_LENGTH),
    slotBits: integer(3, 63),
    encoding: encodingCodec,
    proofs: proofDemandCodec,
    modelDigest: fixedBytes(32),
    rosterDigest: fixedBytes(32),
    coordinatorKey: fixedBytes(32),
    deadlines: list(integer(0, MAX_TIME), CLIENT_PHASES.length),
    scheme: variant('kind', codecsOf(schemes)),
  });
}

function codecsOf(schemes: SchemeRegistry): Readonly<Record<string, Codec<SchemeDemand>>> {
  return Object.fromEntries(Array.from(schemes, ([kind, { codec }]) => [kind, codec]));
}

/** More than any parameters take: groups of choices have up to 16 bytes each. */
export const MAX_PARAMETER_BYTES: number = 4096 + 16 * MAX_GROUPS;

/** The most bytes of an invitation to any session. */
export const MAX_INVITATION_BYTES: number = envelopeBytes({ maxBytes: MAX_PARAMETER_BYTES });

/**
 * Reads parameters strictly; the result shares no memory with `bytes`.
 *
 * @param schemes - those that a session may name
 * @throws {@link WireError}
 */
export function readParameters(
  bytes: Uint8Array,
  schemes: SchemeRegistry = SCHEMES,
): SessionParameters {
  const own = bytes.slice(0, MAX_PARAMETER_BYTES + 1);
  return fromBytes(parametersCodecFor(schemes), own, MAX_PARAMETER_BYTES, 'parameters');
}
