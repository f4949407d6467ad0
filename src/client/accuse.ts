import { proveLogarithm, provesLogarithm } from '../crypto/logarithmProof.ts';
import { type Accusation, accusationClaim } from '../messages/accusations.ts';
import { possessionClaim } from '../messages/possession.ts';
import type { ClientId } from '../session/party.ts';
import { agreeIn } from '../session/secrets.ts';
import type { SharedContents } from './states.ts';

/**
 * Accuses dealers whose boxes don't hold what their leaves say. A point is shown only for a key whose owner has proven that it holds
 * its secret: of a key made from an honest client's, the point would open that client's boxes.
 *
 * @throws CheckFailure
 */
export async function accuse(
  { context, boxKeys, peers, transcriptHash }: SharedContents,
  dealers: readonly ClientId[],
): Promise<readonly Accusation[]> {
  const { kernel, session, self, checks } = context;
  const anyKey = !checks.isOn('agreement-keys');
  const keys = { kernel, session: session.digest, transcriptHash, anyKey };
  const accusations: Accusation[] = [];
  for (const dealer of dealers) {
    const { boxKey, possession, envelope } = peers.get(dealer)!;
    const holds =
      !checks.isOn('key-possession') ||
      (await provesLogarithm(kernel, possessionClaim(session, dealer, boxKey), possession));
    checks.require('key-possession', holds, () => ({
      message: `client ${dealer} advertised a box key without a proof that it holds its secret, and the coordinator listed it`,
      culprit: dealer,
      evidence: [envelope],
    }));
    const agreed = agreeIn(keys, boxKeys.secret, boxKey);
    const agreedPoint = agreed.expose().slice();
    agreed.wipe();
    const said = { dealer, agreedPoint };
    const claim = accusationClaim(session, self, said, boxKeys.publicKey, boxKey);
    accusations.push({ ...said, proof: proveLogarithm(kernel, boxKeys.secret, claim) });
  }
  return accusations;
}
