import { provesLogarithm } from '../crypto/logarithmProof.ts';
import { Secret } from '../crypto/secret.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { type Accusation, accusationClaim } from '../messages/accusations.ts';
import type { AdvertiseBody } from '../messages/advertise.ts';
import { type ClientId, clientId } from '../session/party.ts';
import type { Session } from '../session/session.ts';
import type { DealingJudge } from './dealingFault.ts';

/** An accusation, with all that decides it. */
export interface AccusationCase {
  readonly accuser: ClientId;
  readonly accusation: Accusation;
  /** The transcript hash that the dealer's Share names, and the list of keys that it is about. */
  readonly transcriptHash: Uint8Array;
  readonly advertised: ReadonlyMap<ClientId, AdvertiseBody>;
  /** The scheme's part of the dealer's Share. */
  readonly schemeBody: Uint8Array;
  /** What the dealer sent to the accuser. */
  readonly dealt: Uint8Array;
}

/** Who lied. */
export type AccusationVerdict =
  | { readonly kind: 'dealer'; readonly fault: string }
  | { readonly kind: 'accuser'; readonly fault: string }
  /** What was shown decides nothing. */
  | { readonly kind: 'undecided' };

/** Decides an accusation: for the coordinator, and for anyone who verifies evidence. */
export async function judgeAccusation(
  kernel: Kernel,
  session: Session,
  judgeDealing: DealingJudge,
  { accuser, accusation, transcriptHash, advertised, schemeBody, dealt }: AccusationCase,
): Promise<AccusationVerdict> {
  const { clients } = session.parameters;
  const dealer = clientId(accusation.dealer, clients)!;
  const own = advertised.get(accuser)?.boxKey;
  const theirs = advertised.get(dealer)?.boxKey;
  // Nobody deals a box to itself.
  if (!own || !theirs || accuser === dealer) return { kind: 'undecided' };
  const claim = accusationClaim(session, accuser, accusation, own, theirs);
  if (!(await provesLogarithm(kernel, claim, accusation.proof))) {
    return { kind: 'accuser', fault: 'its proof does not hold' };
  }
  const verdict = await judgeDealing(
    kernel,
    {
      session,
      keys: { kernel, session: session.digest, transcriptHash },
      dealer,
      recipient: accuser,
      advertised: [...advertised.keys()],
    },
    schemeBody,
    dealt,
    Secret.of(accusation.agreedPoint.slice()),
  );
  if (verdict.kind === 'not-signed') return { kind: 'undecided' };
  if (verdict.kind === 'not-dealt') {
    return { kind: 'accuser', fault: `client ${dealer} had nothing to deal to it` };
  }
  return verdict.kind === 'faulty'
    ? { kind: 'dealer', fault: verdict.fault }
    : { kind: 'accuser', fault: `the box of client ${dealer} holds what its leaf says` };
}
