import type { ClientId } from '../session/party.ts';
import type { Session } from '../session/session.ts';
import { fromBytes } from '../wire/codec.ts';
import { openEnvelope } from '../wire/envelope.ts';
import { codecOf } from './table.ts';

/** The lists that a coordinator sent to everyone, as it signed them. */
interface Lists {
  readonly context: { readonly session: Session };
  readonly advertised: Uint8Array;
  readonly shared: Uint8Array;
}

/** A client's envelope in one of the lists. */
export function envelopeIn(
  { context, ...lists }: Lists,
  name: 'advertised' | 'shared',
  client: ClientId,
): Uint8Array {
  const { body } = openEnvelope(lists[name], lists[name].length);
  const { envelopes } = fromBytes(codecOf(name, context.session), body, body.length, name);
  return envelopes.find((bytes) => openEnvelope(bytes, bytes.length).sender === client)!;
}
