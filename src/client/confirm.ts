import { wellFormed } from '../session/defences.ts';
import { maxMessageBytes } from '../session/messageSizes.ts';
import { type Abort, type Advance, orAbort, Phase } from '../session/outcome.ts';
import { type ClientId, clientId } from '../session/party.ts';
import { demandAscending, openFromCoordinator } from '../session/signed.ts';
import { confirmCodec, includedRoot } from '../wire/bodies/confirm.ts';
import { includedCodec } from '../wire/bodies/coordinator.ts';
import { fromBytes, toBytes } from '../wire/codec.ts';
import type { Message } from '../wire/message.ts';
import type { Committed, CommittedContents } from './commit.ts';
import { demandEnough, demandHistory, demandOwn, demandSubset, messageOf } from './context.ts';

/** A client that signed the included set, and waits to be asked for shares. */
export type Confirmed = Phase<'confirmed', ConfirmedContents>;

/** @internal */
export interface ConfirmedContents extends Omit<CommittedContents, 'commitDigest'> {
  /** The set that this client signed; it answers for no other. */
  readonly included: ReadonlySet<ClientId>;
  /** The body of its Confirm envelope: all of a quorum's bodies are equal to it. */
  readonly confirmBody: Uint8Array;
}

/**
 * Phase 3, Confirm: checks the included list and signs its root
 * (Bonawitz et al., CCS 2017, round 3, with session and history under the signature).
 *
 * @param message - the coordinator's `included`
 */
export function confirm(
  state: Committed,
  message: Message,
): Promise<Advance<Confirmed, Message> | Abort> {
  const contents = state.take();
  return orAbort(
    () => signIncluded(contents, message.envelope),
    () => undefined,
  );
}

async function signIncluded(
  { context, history: before, held, commitDigest }: CommittedContents,
  bytes: Uint8Array,
): Promise<Advance<Confirmed, Message>> {
  const { session, defences } = context;
  const { clients } = session.parameters;
  const maxBytes = maxMessageBytes(session, 'included');
  const envelope = await openFromCoordinator(context, bytes, 'included', maxBytes);
  const body = wellFormed(
    () => fromBytes(includedCodec(clients), envelope.body, maxBytes, 'included'),
    'coordinator',
  );
  const history = demandHistory(context, before, body.history, bytes);
  const ids = body.included.map((entry) => clientId(entry.client, clients)!);
  demandAscending(defences, ids);
  demandEnough(context, ids.length, 'are included');
  demandOwn(
    context,
    commitDigest,
    body.included.find((entry) => entry.client === context.self)?.commitDigest,
  );
  demandSubset(context, ids, (id) => held.has(id as ClientId));

  const confirmBody = toBytes(confirmCodec, { history, root: includedRoot(body.included) });
  const contents = { context, history, held, included: new Set(ids), confirmBody };
  const state = new Phase('confirmed', contents, defences.has('one-shot'));
  return { kind: 'advance', state, output: messageOf(context, 'confirm', confirmBody) };
}
