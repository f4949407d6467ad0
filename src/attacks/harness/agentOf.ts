import type { AgentParty } from '../../net/agent/party.ts';
import { CHECK_NAMES } from '../../session/checks/table.ts';
import { memoryLedger } from '../../session/ledger.ts';
import type { ClientId } from '../../session/party.ts';
import { AgentClient, type AgentMessage } from './agentClient.ts';
import type { Alarm } from './events.ts';
import { policyOf, randomOf, type Scenario } from './scenario.ts';
import { NOW, type Served } from './service.ts';

/** Whom the agent of a client takes part for; its policy is the scenario's where it is not given. */
function agentPartyOf(
  scenario: Scenario,
  id: ClientId,
  served: Served,
  given: Partial<AgentParty> = {},
): AgentParty {
  const { testBed, roster, identities } = scenario;
  return {
    server: new URL('http://coordinator.invalid/'),
    fetch: served.fetch,
    now: () => NOW,
    identity: identities[id]!,
    roster,
    policy: policyOf(scenario),
    ledger: memoryLedger(),
    kernel: testBed.kernel,
    random: randomOf(scenario, `client ${id}`),
    checks: testBed.checks,
    ...given,
  };
}

/** An agent, and a program that reaches it. */
export function agentOf(
  scenario: Scenario,
  id: ClientId,
  served: Served,
  given: Partial<AgentParty> = {},
): AgentClient {
  return new AgentClient(agentPartyOf(scenario, id, served, given));
}

/** An input as a client sends it to its agent. */
export function valueFrame(input: ArrayLike<number>): { name: string; content: Uint8Array } {
  const content = new Uint8Array(8 * input.length);
  const view = new DataView(content.buffer);
  Array.from(input).forEach((value, i) => {
    view.setFloat64(8 * i, value, true);
  });
  return { name: 'values', content };
}

/** The check that an agent names in an error. */
export function alarmIn(by: ClientId, message: AgentMessage | undefined): readonly Alarm[] {
  const error = message?.content['error'] as { readonly code?: string } | undefined;
  const code = CHECK_NAMES.find((name) => name === error?.code);
  return code === undefined ? [] : [{ by, code }];
}
