import { codeOf } from '../../schemes/coded/setting.ts';
import type { SparseDemand } from '../../schemes/sparse/demand.ts';
import type { Session } from '../../session/session.ts';

/** A party that does work in a session. */
export type Worker = 'client' | 'coordinator' | 'verifier';

/** How often a party performs each kind of step in one session, by the step's name. */
export type Steps = Readonly<Record<string, number>>;

/** How often each party performs each kind of step in one session. */
export type Work = Readonly<Record<Worker, Steps>>;

/** Sizes on which the work of a session depends. */
interface Sizes {
  /** n */
  readonly clients: number;
  readonly dropped: number;
  readonly included: number;
  /** d */
  readonly length: number;
  /** Elements of F_ℓ of a masked vector, with the blinders. */
  readonly elements: number;
  /** Coordinates in units of 16 bits, because the work of committing to them grows with their bits. */
  readonly committed: number;
}

type SchemeWork = Pick<Work, 'client' | 'coordinator'>;

/** Schemes whose steps have costs. */
export type CostedScheme = 'pairwise' | 'sparse' | 'coded';

/** What is done in a session of each scheme. */
const SCHEME_WORK: Readonly<Record<CostedScheme, (session: Session, sizes: Sizes) => SchemeWork>> =
  {
    // Everyone is everyone's neighbour, and deals to everyone.
    pairwise: (_, sizes) => maskingWork(sizes, sizes.clients - 1, sizes.clients),
    sparse: sparseWork,
    coded: codedWork,
  };

function sparseWork({ parameters: { scheme } }: Session, sizes: Sizes): SchemeWork {
  const { clients } = sizes;
  const { neighbours } = scheme as SparseDemand;
  // Of two clients, either may have drawn the other, or both.
  const degree = Math.round(2 * neighbours - neighbours ** 2 / (clients - 1));
  const { client, coordinator } = maskingWork(sizes, degree, neighbours);
  return {
    // Entries of the lists that everybody gets.
    client: { ...client, listed: clients },
    // Messages, and the list that each client gets its part of.
    coordinator: { ...coordinator, client: clients },
  };
}

function codedWork(
  session: Session,
  { clients, included, length, elements, committed }: Sizes,
): SchemeWork {
  const { length: symbol, recovery } = codeOf(session);
  return {
    client: {
      session: 1,
      peer: clients,
      coordinate: committed,
      // Elements of symbols: each is committed to and dealt, and as many are received and opened.
      symbolElement: clients * symbol,
      // Products of the encoding.
      product: clients * recovery * symbol,
    },
    coordinator: {
      session: 1,
      pair: clients * clients,
      // Payloads that are read, hashed, added, and folded for their links.
      payloadElement: included * elements,
      // Products of the decoding.
      product: recovery * elements,
      coordinate: length,
    },
  };
}

/**
 * The work of a scheme with two masks for each client.
 *
 * @param degree - clients that a client shares a mask with
 * @param recipients - clients that it deals shares to
 */
function maskingWork(
  { clients, dropped, included, length, elements, committed }: Sizes,
  degree: number,
  recipients: number,
): SchemeWork {
  return {
    client: {
      session: 1,
      // Key agreements, shares dealt and checked, signatures verified.
      peer: 1 + degree,
      coordinate: committed,
      // Masks that are expanded and added.
      maskElement: (1 + degree) * elements,
    },
    coordinator: {
      session: 1,
      // Shares under Merkle roots, shares in answers.
      pair: clients * recipients,
      // Payloads that are read, hashed and added.
      payloadElement: included * elements,
      maskElement: included * (1 + (dropped * degree) / (clients - 1)) * elements,
      // Coordinates of the sum that are unpacked and whose commitments are opened.
      coordinate: length,
    },
  };
}

/** The work of a session in which `dropped` clients drop out before they commit, and the others stay to the end. */
export function workOf(session: Session, dropped: number): Work {
  const { clients, length, bound } = session.parameters;
  const included = clients - dropped;
  const elements = session.rows * (session.elementsPerRow + 1);
  const bits = Math.ceil(Math.log2(bound + 1)) + 1;
  const committed = (length * bits) / 16;
  return {
    ...SCHEME_WORK[costedScheme(session)](session, {
      clients,
      dropped,
      included,
      length,
      elements,
      committed,
    }),
    verifier: {
      session: 1,
      // Keys and signatures.
      client: clients,
      // Row commitments that are decoded and summed.
      point: included * session.rows,
      coordinate: length,
    },
  };
}

/** The scheme of a session, whose steps have costs. */
export function costedScheme({ parameters: { scheme } }: Session): CostedScheme {
  return scheme.kind as CostedScheme;
}
