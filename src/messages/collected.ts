import type { ClientId } from '../session/party.ts';
import type { Session } from '../session/session.ts';
import { fromBytes } from '../wire/codec.ts';
import { openEnvelope } from '../wire/envelope.ts';
import { codecOf } from './table.ts';

/** The `advertised` and `shared` envelopes of a session. */
interface Lists {
  readonly context: { readonly session: Session };
  readonly advertised: Uint8Array;
  readonly shared: Uint8Array;
}

/** The envelope of a client in one of the lists. The client must be in it. */
export function envelopeIn(
  { context, ...lists }: Lists,
  name: 'advertised' | 'shared',
  client: ClientId,
): Uint8Array {
  const { body } = openEnvelope(lists[name], lists[name].length);
  const { envelopes } = fromBytes(codecOf(name, context.session), body, body.length, name);
  return envelopes.find((bytes) => openEnvelope(bytes, bytes.length).sender === client)!;
}
