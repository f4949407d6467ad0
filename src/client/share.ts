import { sealBox } from '../crypto/box.ts';
import {
  type FieldElement,
  fieldFromBytes,
  fieldToBytes,
  randomFieldElement,
} from '../crypto/field.ts';
import type { Secret } from '../crypto/secret.ts';
import { splitSecret } from '../crypto/shamir.ts';
import { type Abort, type Advance, orAbort, OneShot } from '../session/outcome.ts';
import type { ClientId } from '../session/party.ts';
import {
  agreeIn,
  commitmentDigest,
  type KeyContext,
  seedDigest,
  shareBoxKey,
  shareDigest,
} from '../session/secrets.ts';
import type { AdvertiseBody } from '../messages/advertise.ts';
import {
  SHARE_TREE,
  shareCodec,
  type ShareLeaf,
  shareLeafDigest,
  shareLeavesCodec,
} from '../messages/share.ts';
import { toBytes } from '../wire/codec.ts';
import { merkleRoot } from '../wire/merkle.ts';
import type { Message } from '../wire/message.ts';
import type { Advertised, AdvertisedContents } from './advertise.ts';
import { type ClientContext, messageOf } from './context.ts';
import { commitToInput } from './ownCommitment.ts';
import { readPeers } from './peerKeys.ts';

/** A client that dealt its shares and waits for those of the others. */
export type Shared = OneShot<'shared', SharedContents>;

/** Both shares that a holder has of one dealer's secrets. At most one of them ever leaves it. */
export interface SharePair {
  readonly maskShare: FieldElement;
  readonly seedShare: FieldElement;
}

/** @internal */
export interface SharedContents extends AdvertisedContents {
  readonly keys: KeyContext;
  /** Everyone's advertised keys, this client's among them, in the order of the list. */
  readonly peers: ReadonlyMap<ClientId, AdvertiseBody>;
  /** What this client agreed on with each other one, for the boxes between the two. */
  readonly agreed: ReadonlyMap<ClientId, Secret>;
  /** b_u. */
  readonly seed: FieldElement;
  /** This client's shares of both its secrets. */
  readonly ownPair: SharePair;
  /** One uniform element of F_ℓ a row. */
  readonly blinders: Uint8Array;
  /** The row commitments whose digest the Share envelope fixes. */
  readonly commitments: Uint8Array;
  /** The Share envelope that was sent. */
  readonly shareEnvelope: Uint8Array;
}

/**
 * Phase 1, Share: checks the Advertise list, deals a share of both secrets to everyone in it, and fixes the
 * commitment to the input by its digest (Bonawitz et al., CCS 2017, round 1; the commitment is ours). Fixed before
 * anyone's commitment is known, no client can choose its own so that it cancels the others'.
 *
 * @param message - the coordinator's `advertised`
 */
export function share(
  state: Advertised,
  message: Message,
): Promise<Advance<Shared, Message> | Abort> {
  const contents = state.take();
  return orAbort(
    () => deal(contents, message.envelope),
    () => {
      wipeSecrets(contents);
    },
  );
}

/** Wipes what a client holds up to phase 2. */
export function wipeSecrets(contents: AdvertisedContents | SharedContents): void {
  if ('agreed' in contents) {
    for (const secret of contents.agreed.values()) secret.wipe();
    contents.blinders.fill(0);
  }
  contents.maskKeys.secret.wipe();
  contents.boxKeys.secret.wipe();
  contents.input.fill(0);
}

async function deal(
  contents: AdvertisedContents,
  bytes: Uint8Array,
): Promise<Advance<Shared, Message>> {
  const { context } = contents;
  const { kernel, session } = context;
  const { transcriptHash, peers } = await readPeers(contents, bytes);
  const anyKey = !context.checks.isOn('agreement-keys');
  const keys: KeyContext = { kernel, session: session.digest, transcriptHash, anyKey };

  const { threshold } = session.parameters;
  const holders = [...peers.keys()];
  const seed = randomFieldElement(context.random);
  const maskSecret = fieldFromBytes(contents.maskKeys.secret.expose())!;
  const maskShares = splitSecret(maskSecret, threshold, holders, context.random);
  const seedShares = splitSecret(seed, threshold, holders, context.random);

  const { blinders, commitments } = await commitToInput(context, contents.input);
  const agreed = agreeOnBoxes(contents, keys, peers);
  const leaves = holders.map((recipient, i) =>
    leafFor(context, keys, recipient, agreed.get(recipient), maskShares[i]!, seedShares[i]!),
  );
  const digests = leaves.map((leaf, i) => shareLeafDigest(holders[i]!, leaf));
  const body = toBytes(shareCodec, {
    seedDigest: seedDigest(keys.session, context.self, seed),
    root: merkleRoot(SHARE_TREE, digests),
    commitmentDigest: commitmentDigest(keys.session, context.self, commitments),
  });
  const attachment = toBytes(shareLeavesCodec(context.session.parameters.clients), leaves);
  const own = holders.indexOf(context.self);
  const message = messageOf(context, 'share', body, attachment);
  const state = new OneShot('shared', {
    ...contents,
    transcriptHash,
    keys,
    peers,
    agreed,
    seed,
    ownPair: { maskShare: maskShares[own]!, seedShare: seedShares[own]! },
    blinders,
    commitments,
    shareEnvelope: message.envelope,
  });
  return { kind: 'advance', state, output: message };
}

/** One agreement for each other client serves the box to it and the box from it. */
function agreeOnBoxes(
  { context, boxKeys }: AdvertisedContents,
  keys: KeyContext,
  peers: ReadonlyMap<ClientId, AdvertiseBody>,
): Map<ClientId, Secret> {
  const others = [...peers].filter(([id]) => id !== context.self);
  return new Map(others.map(([id, { boxKey }]) => [id, agreeIn(keys, boxKeys.secret, boxKey)]));
}

/** The leaf for one recipient; without an agreed secret it is this client's own, which needs no box. */
function leafFor(
  { self }: ClientContext,
  keys: KeyContext,
  recipient: ClientId,
  agreed: Secret | undefined,
  maskShare: FieldElement,
  seedShare: FieldElement,
): ShareLeaf {
  const mask = fieldToBytes(maskShare);
  const seed = fieldToBytes(seedShare);
  return {
    box: agreed
      ? sealPair(shareBoxKey(keys, agreed, self, recipient), mask, seed)
      : new Uint8Array(0),
    maskShareDigest: shareDigest(keys.session, self, recipient, 'mask-secret', mask),
    seedShareDigest: shareDigest(keys.session, self, recipient, 'self-mask-seed', seed),
  };
}

function sealPair(
  key: ReturnType<typeof shareBoxKey>,
  mask: Uint8Array,
  seed: Uint8Array,
): Uint8Array {
  const pair = new Uint8Array(mask.length + seed.length);
  pair.set(mask);
  pair.set(seed, mask.length);
  const box = sealBox(key, pair);
  key.key.wipe();
  pair.fill(0);
  return box;
}
