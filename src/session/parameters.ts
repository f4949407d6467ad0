import {
  fixedBytes,
  float64,
  fromBytes,
  integer,
  list,
  oneOf,
  optionalItem,
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
import {
  MAX_CLIENTS,
  MAX_LENGTH,
  MAX_PARTS,
  MAX_ROW_LENGTH,
  MAX_TOTAL_LENGTH,
  MIN_CLIENTS,
} from './limits.ts';
import type { PlannedPart } from './plannedPart.ts';
import { type ProofDemand, proofDemandCodec } from './proofDemand.ts';
import type { SchemeDemand, SchemeRegistry, SchemeRules } from './scheme.ts';
import type { Thresholds } from './thresholds.ts';

/** The suite of cryptographic primitives that this version implements; see the protocol page. */
export const SUITE = 'veilsum-1';

/**
 * The parameters of a session. Their digest is covered by every signature, and every key is derived
 * from it.
 */
export interface SessionParameters extends Thresholds {
  readonly suite: typeof SUITE;
  /**
   * Names what is aggregated, 1 to 200 characters. A client takes part in each round of a task
   * once.
   */
  readonly task: string;
  readonly round: number;
  /** 32 random bytes from the coordinator, so that no two sessions have the same digest. */
  readonly nonce: Uint8Array;
  /** d, the number of coordinates in an input. */
  readonly length: number;
  /** B, the greatest magnitude of a coordinate. */
  readonly bound: number;
  /** c, the number of coordinates in a committed row: a power of two. */
  readonly rowLength: number;
  /**
   * w, the number of bits in a packing slot. It follows from n and B, and is included so that the
   * digest covers it.
   */
  readonly slotBits: number;
  readonly encoding: Encoding;
  /** The required range proofs: proof system, statement, and who verifies them. */
  readonly proofs: ProofDemand;
  /** Digest of the model that the inputs were computed from, 32 bytes; zeros if there is none. */
  readonly modelDigest: Uint8Array;
  /** Digest of the layout of tensors in the inputs, 32 bytes; `undefined` for inputs without one. */
  readonly layoutDigest: Uint8Array | undefined;
  /** Digest of the roster, 32 bytes. */
  readonly rosterDigest: Uint8Array;
  /** The coordinator's Ed25519 public key, 32 bytes. */
  readonly coordinatorKey: Uint8Array;
  /**
   * How long each phase stays open, in milliseconds, in the order of {@link CLIENT_PHASES}; 0 for
   * no limit.
   */
  readonly deadlines: readonly number[];
  /** The aggregation scheme. */
  readonly scheme: SchemeDemand;
  /** The part of a longer vector that the session sums; `undefined` for a whole one. */
  readonly part: PlannedPart | undefined;
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

/** Codec of session parameters: an array of the fields in this order. */
export const parametersCodec: Codec<SessionParameters> = parametersCodecFor(SCHEMES);

/** Codec of the parameters of sessions with one of the given schemes. */
export function parametersCodecFor(schemes: SchemeRegistry): Codec<SessionParameters> {
  const fields = struct<SessionParameters>({
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
    layoutDigest: optionalItem(fixedBytes(32)),
    rosterDigest: fixedBytes(32),
    coordinatorKey: fixedBytes(32),
    deadlines: list(integer(0, MAX_TIME), CLIENT_PHASES.length),
    scheme: variant('kind', codecsOf(schemes)),
    part: optionalItem(
      struct<PlannedPart>({
        totalLength: integer(1, MAX_TOTAL_LENGTH),
        partLength: integer(1, MAX_LENGTH),
        index: integer(0, MAX_PARTS - 1),
      }),
    ),
  });
  return {
    ...fields,
    read(reader) {
      const parameters = fields.read(reader);
      const tooMany = tooManyClients(parameters.clients, schemes.get(parameters.scheme.kind)!);
      return tooMany === undefined ? parameters : reader.wrongShape(tooMany);
    },
  };
}

/** Why a scheme does not take so many clients, or `undefined`. */
function tooManyClients(
  clients: number,
  { kind, maxClients }: Pick<SchemeRules, 'kind' | 'maxClients'>,
): string | undefined {
  return clients <= maxClients
    ? undefined
    : `at most ${maxClients} clients under the scheme "${kind}", not ${clients}`;
}

function codecsOf(schemes: SchemeRegistry): Readonly<Record<string, Codec<SchemeDemand>>> {
  return Object.fromEntries(Array.from(schemes, ([kind, { codec }]) => [kind, codec]));
}

/** Maximum size of encoded parameters. Groups of a one-hot statement take up to 16 bytes each. */
export const MAX_PARAMETER_BYTES: number = 4096 + 16 * MAX_GROUPS;

/** Maximum size of an invitation to any session, in bytes. */
export const MAX_INVITATION_BYTES: number = envelopeBytes({ maxBytes: MAX_PARAMETER_BYTES });

/**
 * Decodes parameters strictly. The result shares no memory with `bytes`.
 *
 * @param schemes - the schemes that a session may name
 * @throws {@link WireError}
 */
export function readParameters(
  bytes: Uint8Array,
  schemes: SchemeRegistry = SCHEMES,
): SessionParameters {
  const own = bytes.slice(0, MAX_PARAMETER_BYTES + 1);
  return fromBytes(parametersCodecFor(schemes), own, MAX_PARAMETER_BYTES, 'parameters');
}
