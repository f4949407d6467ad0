import { type AgreementKeyPair, generateAgreementKey } from '../../crypto/agreement.ts';
import type { ClientId } from '../../session/party.ts';
import { toBytes } from '../../wire/codec.ts';
import type {
  ClientScheme,
  IncludedSet,
  Peers,
  SchemeClientContext,
  SchemeKeys,
} from '../client.ts';
import type { OpenedDeliveries } from '../masking/boxes.ts';
import { MaskingDealing, MaskingShares } from '../masking/client.ts';
import type { SignedDealing } from '../masking/signedDealing.ts';
import { requireCommits, requireDegrees } from './admit.ts';
import { graphSafetyProblem } from './bounds.ts';
import { sessionGraph } from './demand.ts';
import { dealingCodec, keysCodec } from './messages.ts';
import { neighboursOf, NONCE_BYTES, nonceDigest } from './neighbours.ts';
import { type SparseRules, sparseRules } from './rules.ts';
import { sparseTerms } from './terms.ts';

/** The client's side of the sparse scheme (after Bell et al., CCS 2020), under some rules. */
export function sparseClientWith(rules: SparseRules): ClientScheme {
  return {
    rules,
    makeKeys(context) {
      const maskKeys = generateAgreementKey(context.kernel, context.random);
      return new SparseClientKeys(context, rules, maskKeys, context.random(NONCE_BYTES));
    },
  };
}

/** The client's side of the sparse scheme. */
export const sparseClient: ClientScheme = sparseClientWith(sparseRules);

/**
 * A client's mask key pair, and the number that it draws its neighbours with.
 *
 * @internal
 */
export class SparseClientKeys implements SchemeKeys {
  readonly body: Uint8Array;
  readonly rules: SparseRules;
  readonly maskKeys: AgreementKeyPair;
  readonly nonce: Uint8Array;

  constructor(
    { session, self }: SchemeClientContext,
    rules: SparseRules,
    maskKeys: AgreementKeyPair,
    nonce: Uint8Array,
  ) {
    this.rules = rules;
    this.maskKeys = maskKeys;
    this.nonce = nonce;
    this.body = toBytes(keysCodec, {
      maskKey: maskKeys.publicKey,
      nonceDigest: nonceDigest(session.digest, self, nonce),
    });
  }

  /**
   * Deals a share of both secrets to each out-neighbour (round 1).
   *
   * @throws CheckFailure `graph-safe` or `client-signature`
   */
  async deal(context: SchemeClientContext, peers: Peers): Promise<MaskingDealing> {
    const { checks, session, self } = context;
    const { nonce, rules } = this;
    const graph = sessionGraph(session);
    const clients = [...peers.schemeKeys.keys()];
    const { maxCorrupt } = session.parameters;
    const list = { listed: clients.length, maxCorrupt };
    const unsafe = graphSafetyProblem(graph, list, rules.errorExponent);
    checks.require('graph-safe', unsafe === undefined, () => ({ message: unsafe ?? '' }));
    const { transcriptHash } = peers;
    const holders = neighboursOf(clients, graph.neighbours, transcriptHash, self, nonce);
    if (rules.verifiesSome(session.parameters)) await peers.requireSigned(holders);
    const write = (dealing: SignedDealing): Uint8Array =>
      toBytes(dealingCodec, { ...dealing, nonce });
    return new SparseClientDealing(sparseTerms, context, this.maskKeys, peers, holders, write);
  }

  wipe(): void {
    this.maskKeys.secret.wipe();
  }
}

/** A client's secrets after it has dealt, with the shares for its out-neighbours. */
class SparseClientDealing extends MaskingDealing {
  protected override sharesFrom(opened: OpenedDeliveries): MaskingShares {
    return new SparseShares(opened);
  }
}

/** A client's shares, which it reveals only for a set that it has found connected, and masked under what it has seen. */
class SparseShares extends MaskingShares {
  async admit(context: SchemeClientContext, included: IncludedSet): Promise<void> {
    await requireDegrees(context, this.recipients, included);
    const holds = (dealer: ClientId): boolean =>
      this.recipients.get(dealer)?.includes(context.self) === true;
    await requireCommits(context, holds, included);
  }
}
