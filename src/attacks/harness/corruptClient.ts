import { advertise } from '../../client/advertise.ts';
import type { ClientStep } from '../../client/clientSession.ts';
import { commit } from '../../client/commit.ts';
import { confirm } from '../../client/confirm.ts';
import type { ClientContext } from '../../client/context.ts';
import { share } from '../../client/share.ts';
import type {
  AdvertisedContents,
  CommittedContents,
  Confirmed,
  SharedContents,
} from '../../client/states.ts';
import { unmask } from '../../client/unmask.ts';
import type { AgreementKeyPair } from '../../crypto/agreement.ts';
import { type FieldElement, fieldFromBytes } from '../../crypto/field.ts';
import { type Scalar, scalarReduce } from '../../crypto/scalar.ts';
import { Secret } from '../../crypto/secret.ts';
import { ELEMENT_BYTES } from '../../kernel/kernel.ts';
import type { Broadcast } from '../../messages/broadcast.ts';
import { type BroadcastType, messageTypeOf } from '../../messages/table.ts';
import type { SchemeDealing, SchemeKeys, SchemeShares } from '../../schemes/client.ts';
import { CLIENT_SCHEMES } from '../../schemes/clientRegistry.ts';
import type { SharePair } from '../../schemes/masking/openShares.ts';
import { type MaskingDealing, type MaskingShares } from '../../schemes/masking/client.ts';
import { type Abort, type Advance, type Finish, OneShot } from '../../session/outcome.ts';
import type { ClientId } from '../../session/party.ts';
import type { KeyContext } from '../../session/secrets.ts';
import { openEnvelope } from '../../wire/envelope.ts';
import { extendTranscript, type Message } from '../../wire/transcript.ts';
import { NO_CHECKS } from './noChecks.ts';
import type { Joiner, Participant } from './participant.ts';
import { randomOf, type Scenario } from './scenario.ts';

/** What a corrupt client changes in its state or messages; otherwise it follows the protocol. */
export interface Deviation {
  /** Changes the state before it deals shares. */
  readonly advertised?: (contents: AdvertisedContents) => AdvertisedContents;
  /** Changes the state before it commits and masks. */
  readonly shared?: (contents: SharedContents) => SharedContents;
  /** Changes each of its messages before it is sent. */
  readonly says?: (message: Message, corrupt: CorruptClient) => Message;
}

type Step = Advance<unknown, Message> | Finish<Message> | Abort;

/**
 * A client that works for the attacker. It runs the library's transitions without any check, keeps
 * what an honest client wipes, and deviates as specified.
 */
export class CorruptClient implements Participant {
  readonly id: ClientId;
  readonly context: ClientContext;
  /** Its mask secret s_u, whose public key it advertised. */
  readonly maskSecret: Secret;
  /** The secret of its box key. */
  readonly boxSecret: Secret;
  /** b_u; known once it dealt its shares. */
  seed: Scalar | undefined;
  /** Both shares of every dealer; known once it committed. */
  held: ReadonlyMap<ClientId, SharePair> = new Map();
  /** Its row blinders; known once it has dealt its shares. */
  blinders: readonly FieldElement[] = [];
  readonly #deviation: Deviation;
  #advertised: AdvertisedContents;
  #shared: SharedContents | undefined;
  #committed: CommittedContents | undefined;
  #confirmed: Confirmed | undefined;

  private constructor(context: ClientContext, contents: AdvertisedContents, deviation: Deviation) {
    this.id = context.self;
    this.context = context;
    this.maskSecret = maskSecretIn(contents);
    this.boxSecret = copyOf(contents.boxKeys.secret);
    this.#advertised = contents;
    this.#deviation = deviation;
  }

  /**
   * A joiner that makes a corrupt client join.
   *
   * @param onJoin - Called with the client, for attacks that need what it knows.
   */
  static joiner(
    deviation: Deviation = {},
    onJoin: (corrupt: CorruptClient) => void = () => undefined,
  ): Joiner {
    return (scenario, id, invitation) => {
      const context = contextOf(scenario, id);
      const transcriptHash = extendTranscript(undefined, invitation.envelope);
      const first = advertise(context, scenario.inputs[id]!.slice(), transcriptHash);
      const corrupt = new CorruptClient(context, first.state.take(), deviation);
      onJoin(corrupt);
      const sent = deviation.says?.(first.output, corrupt) ?? first.output;
      return Promise.resolve({ participant: corrupt, sent });
    };
  }

  async receive(message: Message): Promise<ClientStep> {
    const outcome = await this.#step(message);
    if (outcome.kind === 'abort') return outcome;
    const sent = outcome.kind === 'advance' ? outcome.output : outcome.result;
    const changed = this.#deviation.says?.(sent, this) ?? sent;
    return { kind: 'send', message: changed, last: outcome.kind === 'finish' };
  }

  /** The context that its keys are derived in; known once it has dealt its shares. */
  get keys(): KeyContext {
    return dealingIn(this.#shared!).keys;
  }

  /** All clients' keys; known once it has dealt its shares. */
  get peers(): SharedContents['peers'] {
    return this.#shared!.peers;
  }

  #step({ envelope: bytes, attachment = new Uint8Array(0) }: Message): Promise<Step> {
    const envelope = openEnvelope(bytes, Number.MAX_SAFE_INTEGER);
    const type = messageTypeOf(envelope.type) as BroadcastType;
    const broadcast = { type, envelope, attachment };
    if (type === 'advertised') return this.#share(broadcast);
    if (type === 'shared') return this.#commit(broadcast);
    if (type === 'included') return this.#confirm(broadcast);
    return unmask(this.#confirmed!, broadcast);
  }

  async #share(broadcast: Broadcast): Promise<Step> {
    const contents = this.#deviation.advertised?.(this.#advertised) ?? this.#advertised;
    const outcome = await share(new OneShot('advertised', contents), broadcast);
    if (outcome.kind === 'advance') {
      const shared = outcome.state.take();
      this.#shared = this.#deviation.shared?.(shared) ?? shared;
      this.seed = dealingIn(this.#shared).seed;
      this.blinders = elementsOf(this.#shared.blinders);
    }
    return outcome;
  }

  async #commit(broadcast: Broadcast): Promise<Step> {
    const outcome = await commit(new OneShot('shared', this.#shared!), broadcast);
    if (outcome.kind === 'advance') {
      this.#committed = outcome.state.take();
      this.held = (this.#committed.shares as SchemeShares & Pick<MaskingShares, 'held'>).held;
    }
    return outcome;
  }

  async #confirm(broadcast: Broadcast): Promise<Step> {
    const outcome = await confirm(new OneShot('committed', this.#committed!), broadcast);
    if (outcome.kind === 'advance') this.#confirmed = outcome.state;
    return outcome;
  }
}

/** The context of a client without checks. */
function contextOf(scenario: Scenario, self: ClientId): ClientContext {
  const { session, roster, identities, testBed, prover } = scenario;
  const random = randomOf(scenario, `client ${self}`);
  const identity = identities[self]!;
  const { kernel } = testBed;
  const known = { session, roster, checks: NO_CHECKS, self, identity };
  const claimInput = (): Promise<boolean> => Promise.resolve(true);
  return {
    ...known,
    random,
    kernel,
    prover,
    work: {},
    claimInput,
    scheme: CLIENT_SCHEMES.get(session.scheme.kind)!,
  };
}

/** The mask secret of a client of a `pairwise` or `sparse` session; in others there is none, and what is returned says nothing. */
function maskSecretIn(contents: AdvertisedContents): Secret {
  const { session } = contents.context;
  return session.scheme.kind !== 'coded'
    ? copyOf(maskKeysIn(contents).secret)
    : Secret.of(new Uint8Array(32));
}

/** What a client of a `pairwise` session has dealt, with its secrets. */
type DealingParts = Pick<MaskingDealing, 'keys' | 'maskKeys' | 'ownPair' | 'peers' | 'seed'>;

/** The mask keys of a client of a `pairwise` session. */
export function maskKeysIn({ schemeKeys }: AdvertisedContents): AgreementKeyPair {
  return (schemeKeys as SchemeKeys & Pick<MaskingDealing, 'maskKeys'>).maskKeys;
}

/** What a client of a `pairwise` session has dealt. */
export function dealingIn({ dealing }: SharedContents): DealingParts {
  return dealing as SchemeDealing & DealingParts;
}

/** The same contents with another self-mask seed than the one that was dealt. */
export function withSeed(contents: SharedContents, seed: Scalar): SharedContents {
  const dealing = Object.create(dealingIn(contents), { seed: { value: seed } }) as SchemeDealing;
  return { ...contents, dealing };
}

function elementsOf(bytes: Uint8Array): FieldElement[] {
  return Array.from({ length: bytes.length / ELEMENT_BYTES }, (_, i) =>
    fieldFromBytes(bytes.subarray(i * ELEMENT_BYTES, (i + 1) * ELEMENT_BYTES))!,
  );
}

function copyOf(secret: Secret): Secret {
  return Secret.of(secret.expose().slice());
}

/** A secret that is one more than another: as good as any wrong one. */
export function otherSecret(secret: Scalar): Scalar {
  return scalarReduce(secret + 1n);
}
