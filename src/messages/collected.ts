import type { ClientId } from '../session/party.ts';
import type { Session } from '../session/session.ts';
import { fromBytes } from '../wire/codec.ts';
import { openEnvelope } from '../wire/envelope.ts';
import type { AdvertiseBody } from './advertise.ts';
import { codecOf } from './table.ts';

/** A client's envelope in a list that a coordinator sent to everyone, as it signed it. */
export function envelopeIn<Name extends 'advertised' | 'shared'>(
  from: { readonly context: { readonly session: Session } } & { readonly [N in Name]: Uint8Array },
  name: Name,
  client: ClientId,
): Uint8Array {
  const list: Uint8Array = from[name];
  const { body } = openEnvelope(list, list.length);
  const { envelopes } = fromBytes(codecOf(name, from.context.session), body, body.length, name);
  return envelopes.find((bytes) => openEnvelope(bytes, bytes.length).sender === client)!;
}

/** What every client in an `advertised` envelope advertised, in its order. @throws WireError */
export function advertisedIn(
  session: Session,
  advertised: Uint8Array,
): ReadonlyMap<ClientId, AdvertiseBody> {
  const { body } = openEnvelope(advertised, advertised.length);
  const { envelopes } = fromBytes(codecOf('advertised', session), body, body.length, 'advertised');
  const codec = codecOf('advertise', session);
  return new Map(
    envelopes.map((bytes) => {
      const { sender, body: keys } = openEnvelope(bytes, bytes.length);
      return [sender as ClientId, fromBytes(codec, keys, codec.maxBytes, 'advertise')];
    }),
  );
}
