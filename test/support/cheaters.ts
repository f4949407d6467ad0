/** Sessions in which one client deals a bad box and commits all the same, and another one accuses an honest dealer. */
import type { TestBed } from '../../src/attacks/attack.ts';
import { CorruptClient } from '../../src/attacks/harness/corruptClient.ts';
import { redealing } from '../../src/attacks/harness/coded.ts';
import { isOf, recommitted } from '../../src/attacks/harness/forge.ts';
import { redealt, shut } from '../../src/attacks/harness/redealt.ts';
import { runRound, type RoundOutcome } from '../../src/attacks/harness/round.ts';
import { ids, scenarioOf, type Scenario } from '../../src/attacks/harness/scenario.ts';
import { accusationsBytes } from '../../src/messages/accusations.ts';
import { CLIENT_PHASES, type ClientPhase } from '../../src/messages/table.ts';
import type { CodedDemand } from '../../src/schemes/coded/demand.ts';
import { ALL_CHECKS } from '../../src/session/checks/enabledChecks.ts';
import type { ClientId } from '../../src/session/party.ts';
import type { SchemeDemand } from '../../src/session/scheme.ts';
import type { Message } from '../../src/wire/transcript.ts';
import { kernel } from './federation.ts';

/** Who deals the bad box, and who accuses falsely. */
export const DEALER: ClientId = ids(5)[0]!;
export const ACCUSER: ClientId = ids(6)[0]!;
const [RECIPIENT, ACCUSED] = ids(0, 1);
/** Those who do as they should. */
export const HONEST: readonly number[] = [0, 1, 2, 3, 4];

const testBed: TestBed = { kernel, checks: ALL_CHECKS };
const CODED: CodedDemand = { kind: 'coded', recovery: 3 };

/** The schemes that such a session can have. */
export const SCHEMES: readonly SchemeDemand[] = [{ kind: 'pairwise' }, CODED];

/** Such a session, with everything that was sent in it. */
export interface CheatedSession {
  readonly scenario: Scenario;
  readonly outcome: RoundOutcome;
  readonly sent: Readonly<Record<ClientPhase, readonly Message[]>>;
}

/** Runs it, with nothing kept but what is in memory. */
export async function cheatedSession(scheme: SchemeDemand): Promise<CheatedSession> {
  const scenario = scenarioOf(testBed, { clients: 7, threshold: 4, scheme });
  const flip = (box: Uint8Array): Uint8Array => box.map((byte, i) => (i === 0 ? byte ^ 1 : byte));
  const badBox =
    scheme.kind === 'pairwise'
      ? {
          says: (message: Message): Message =>
            isOf('share', message)
              ? redealt(scenario, DEALER, message, (leaf, to) =>
                  to === RECIPIENT ? shut(leaf) : leaf,
                )
              : message,
        }
      : redealing(scenario, RECIPIENT!, (leaf) => ({ ...leaf, box: flip(leaf.box) }));
  const lie = {
    dealer: ACCUSED!,
    agreedPoint: new Uint8Array(32),
    proof: new Uint8Array(64),
  };
  const falseAccuser = CorruptClient.joiner({
    says: (message, { id }) =>
      isOf('commit', message)
        ? recommitted(scenario, id, message, () => ({ accusations: accusationsBytes(7, [lie]) }))
        : message,
  });
  const sent = Object.fromEntries(CLIENT_PHASES.map((phase) => [phase, []])) as unknown as Record<
    ClientPhase,
    Message[]
  >;
  const outcome = await runRound(scenario, {
    deviating: { [DEALER]: CorruptClient.joiner(badBox), [ACCUSER]: falseAccuser },
    up: (phase, _from, message) => {
      sent[phase].push(message);
      return [message];
    },
  });
  return { scenario, outcome, sent };
}
