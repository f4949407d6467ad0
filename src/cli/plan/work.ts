import type { Session } from '../../session/session.ts';

/** How often each party performs each kind of step in one session. */
export interface Work {
  readonly client: {
    readonly session: number;
    /** Clients: key agreements, shares dealt and checked, signatures verified. */
    readonly peer: number;
    /** Coordinates committed, in units of 16 bits, because the work grows with their bits. */
    readonly coordinate: number;
    /** Elements of F_ℓ of masks that are expanded and added. */
    readonly maskElement: number;
  };
  readonly coordinator: {
    readonly session: number;
    /** Ordered pairs of clients: shares under Merkle roots, shares in answers. */
    readonly pair: number;
    /** Elements of F_ℓ of payloads that are read, hashed and added. */
    readonly payloadElement: number;
    /** Elements of F_ℓ of masks that are expanded and subtracted. */
    readonly maskElement: number;
    /** Coordinates of the sum that are unpacked and whose commitments are opened. */
    readonly coordinate: number;
  };
  readonly verifier: {
    readonly session: number;
    /** Clients: keys and signatures. */
    readonly client: number;
    /** Row commitments that are decoded and summed. */
    readonly point: number;
    readonly coordinate: number;
  };
}

/** A party that does work in a session. */
export type Worker = keyof Work;

/**
 * The work of a session in which `dropped` clients drop out after Share and the others stay to the
 * end.
 */
export function workOf(session: Session, dropped: number): Work {
  const { clients, length, bound } = session.parameters;
  const included = clients - dropped;
  const elements = session.rows * (session.elementsPerRow + 1);
  const bits = Math.ceil(Math.log2(bound + 1)) + 1;
  return {
    client: {
      session: 1,
      peer: clients,
      coordinate: (length * bits) / 16,
      maskElement: clients * elements,
    },
    coordinator: {
      session: 1,
      pair: clients * clients,
      payloadElement: included * elements,
      maskElement: included * (1 + dropped) * elements,
      coordinate: length,
    },
    verifier: {
      session: 1,
      client: clients,
      point: included * session.rows,
      coordinate: length,
    },
  };
}
