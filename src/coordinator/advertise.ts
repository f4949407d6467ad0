import { isAgreementKey } from '../crypto/agreement.ts';
import { toHex } from '../crypto/hex.ts';
import { wellFormed } from '../session/checks/enabledChecks.ts';
import { type Abort, type Advance, orAbort, OneShot } from '../session/outcome.ts';
import { type Signed } from '../messages/signed.ts';
import { advertiseCodec, type AdvertiseBody } from '../messages/advertise.ts';
import { collectedCodec } from '../messages/broadcasts.ts';
import { fromBytes, toBytes } from '../wire/codec.ts';
import type { Message } from '../wire/message.ts';
import { broadcast, requireThreshold, type Outgoing } from './context.ts';
import { sortedByClient, acceptSubmission, type SubmissionOutcome } from './submissions.ts';
import type { CollectingKeys, CollectingShares, AdvertiseContents } from './states.ts';

/** Receives a client's keys. */
export function receiveAdvertise(
  state: CollectingKeys,
  message: Message,
): Promise<SubmissionOutcome> {
  const contents = state.peek();
  const { context, advertised } = contents;
  return acceptSubmission(
    context,
    advertised,
    'advertise',
    () => true,
    message,
    (signed) => readKeys(contents, signed),
  );
}

/** Ends phase 0: sends everyone the list of all keys. */
export function closeAdvertise(
  state: CollectingKeys,
): Promise<Advance<CollectingShares, readonly Outgoing[]> | Abort> {
  const { context, transcriptHash, advertised } = state.take();
  return orAbort(
    () => {
      requireThreshold(context, advertised.size);
      const list = sortedByClient(advertised);
      const body = toBytes(collectedCodec(context.roster.size), {
        transcriptHash,
        envelopes: list.map(([, { signed }]) => signed.bytes),
      });
      const sent = broadcast(context, 'advertised', transcriptHash, body);
      const keys = new Map(list.map(([client, { contents }]) => [client, contents]));
      const next = {
        context,
        transcriptHash: sent.transcriptHash,
        advertised: sent.envelope,
        keys,
        shared: new Map(),
      };
      return Promise.resolve({
        kind: 'advance',
        state: new OneShot('share', next),
        output: list.map(([to]) => ({ to, message: { envelope: sent.envelope } })),
      });
    },
    () => undefined,
  );
}

function readKeys({ context, advertised }: AdvertiseContents, signed: Signed): AdvertiseBody {
  const { client, bytes } = signed;
  const keys = wellFormed(
    () => fromBytes(advertiseCodec, signed.body, signed.body.length, 'advertise'),
    client,
  );
  const valid = [keys.maskKey, keys.boxKey].every((key) => isAgreementKey(context.kernel, key));
  context.checks.require('agreement-keys', valid, () => ({
    message: `client ${client} advertised a key that is not a valid group element, or is the identity`,
    culprit: client,
    evidence: [bytes],
  }));
  const own = [toHex(keys.maskKey), toHex(keys.boxKey)];
  const others = [...advertised.values()].flatMap(({ contents }) => [
    toHex(contents.maskKey),
    toHex(contents.boxKey),
  ]);
  const distinct = own[0] !== own[1] && !own.some((key) => others.includes(key));
  // A client that copies a key may be the first to send it: only a client with two equal keys is
  // certainly at fault.
  const culprit = own[0] === own[1] ? client : undefined;
  context.checks.require('keys-distinct', distinct, () => ({
    message: `client ${client} advertised a key that is in use already`,
    culprit,
    evidence: culprit === undefined ? undefined : [bytes],
  }));
  return keys;
}
