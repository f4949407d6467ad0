import type { Session } from '../../session/session.ts';

/** How often each party does each of the steps that its time goes into, in one session. */
export interface Work {
  readonly client: {
    readonly session: number;
    /** Other clients: keys agreed, shares dealt and checked, signatures verified. */
    readonly peer: number;
    /** Coordinates that are committed, counted in 16-bit coordinates: the work grows with the bits. */
    readonly coordinate: number;
    /** Elements of F_ℓ of the masks that are expanded and added. */
    readonly maskElement: number;
  };
  readonly coordinator: {
    readonly session: number;
    /** Pairs of clients, counted twice: shares under roots, shares in answers. */
    readonly pair: number;
    /** Elements of the payloads that are read, hashed and added. */
    readonly payloadElement: number;
    /** Elements of the masks that are expanded and taken off. */
    readonly maskElement: number;
    /** Coordinates of the sum that are unpacked and opened. */
    readonly coordinate: number;
  };
  readonly verifier: {
    readonly session: number;
    /** Clients: keys, signatures. */
    readonly client: number;
    /** Row commitments that are decoded and summed. */
    readonly point: number;
    readonly coordinate: number;
  };
}

/** A party of a session, as far as its work goes. */
export type Worker = keyof Work;

/** The work of a session in which `dropped` clients share and then fall silent, and the others stay to the end. */
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
