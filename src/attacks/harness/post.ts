import { CBOR_TYPE, frameOf } from '../../net/wire/frame.ts';
import { authorizationOf } from '../../net/wire/requestSignature.ts';
import type { HostedSession } from '../../net/service/hostedSession.ts';
import type { CheckName } from '../../session/checks/table.ts';
import type { ClientId } from '../../session/party.ts';
import type { Message } from '../../wire/transcript.ts';
import { alarm, type Alarm } from './events.ts';
import { NOW } from './service.ts';
import type { Fetch } from './wire.ts';
import type { Scenario } from './scenario.ts';

/** Sends any bytes as a client's message, in a request that this client signs. */
export async function postBody(
  { identities }: Scenario,
  { id }: HostedSession,
  client: ClientId,
  body: Uint8Array,
  fetch: Fetch,
): Promise<Response> {
  const path = `/v1/sessions/${id}/messages`;
  const signed = { method: 'POST', path };
  const authorization = await authorizationOf(identities[client]!, signed, body, NOW);
  const headers = { authorization, 'content-type': CBOR_TYPE };
  const sent = { method: 'POST', headers, body: body as Uint8Array<ArrayBuffer> };
  return fetch(new URL(path, 'http://coordinator.invalid'), sent);
}

/**
 * Sends a message, of any client, in a request that this client signs.
 *
 * @returns what the service raised
 */
export async function post(
  scenario: Scenario,
  hosted: HostedSession,
  client: ClientId,
  message: Message,
  fetch: Fetch,
): Promise<readonly Alarm[]> {
  const answer = await postBody(scenario, hosted, client, frameOf(message), fetch);
  if (answer.status !== 422) return [];
  const { check, detail } = (await answer.json()) as { check: CheckName; detail: string };
  return [alarm('coordinator', { kind: 'rejection', code: check, message: detail })];
}
