/** What a client of a coded session can do against the sum, one deviation each. */
import { ELEMENT_BYTES, POINT_BYTES } from '../../kernel/kernel.ts';
import { sha256 } from '../../crypto/tupleHash.ts';
import { boosting } from './boost.ts';
import { raised, raisedBox, redealing } from './coded.ts';
import type { CorruptClient, Deviation } from './corruptClient.ts';
import { bodyOf, isOf, recommitted, resigned } from './forge.ts';
import type { Scenario } from './scenario.ts';
import { shiftedPayload } from './spoiltRound.ts';
import type { ClientPhase } from '../../messages/table.ts';
import { CLIENT_PHASES, codecOf } from '../../messages/table.ts';
import { accusationsBytes } from '../../messages/accusations.ts';
import { codedUnmaskCodec } from '../../schemes/coded/messages.ts';
import type { CheckName } from '../../session/checks/table.ts';
import type { ClientId } from '../../session/party.ts';
import type { Message } from '../../wire/transcript.ts';

/** One way to cheat. */
export interface Cheat {
  readonly name: string;
  /** The phase in whose message it shows. */
  readonly phase: ClientPhase;
  /** Whether the coordinator can name who did it, with evidence. */
  readonly named: boolean;
  /** The check that fails, if one does: silence fails none. */
  readonly code?: CheckName;
  /** @param victim - an honest client */
  deviation(scenario: Scenario, victim: ClientId): Deviation;
}

/** Changes the messages of one phase. */
function saying(
  phase: ClientPhase,
  change: (message: Message, corrupt: CorruptClient) => Message,
): Deviation {
  return {
    says: (message, corrupt) => (isOf(phase, message) ? change(message, corrupt) : message),
  };
}

/** A client that goes away, which nobody can tell from a dropout. */
class Gone extends Error {}

/** A client that says nothing from a phase on. */
function silentFrom(phase: ClientPhase): Cheat {
  return {
    name: `is silent from ${phase} on`,
    phase,
    named: false,
    deviation: () =>
      saying(phase, () => {
        throw new Gone();
      }),
  };
}

const DEALING: readonly Cheat[] = [
  {
    name: 'deals points off the code',
    phase: 'share',
    named: true,
    code: 'symbol-code',
    deviation: (scenario, victim) =>
      redealing(scenario, victim, (leaf) => ({
        ...leaf,
        points: otherPoints(scenario, leaf.points),
      })),
  },
  {
    name: 'signs a root over other leaves than it sends',
    phase: 'share',
    named: false,
    code: 'share-root',
    deviation: () =>
      saying('share', (message) => {
        const attachment = message.attachment!.slice();
        attachment[attachment.length - 1]! ^= 1;
        return { ...message, attachment };
      }),
  },
  {
    name: 'sends nobody’s transcript',
    phase: 'share',
    named: false,
    code: 'client-transcript',
    deviation: (scenario) =>
      saying('share', (message, { id }) => {
        const codec = codecOf('share', scenario.session);
        const body = { ...bodyOf(codec, message), transcriptHash: sha256(new Uint8Array(3)) };
        return resigned(scenario, id, 'share', codec, body, message.attachment);
      }),
  },
];

/** Boxes that an honest recipient cannot use: it accuses the dealer. */
const BAD_BOXES: readonly Cheat[] = [
  {
    name: 'deals a box that does not open',
    phase: 'share',
    named: true,
    code: 'symbol-opens',
    deviation: (scenario, victim) =>
      redealing(scenario, victim, (leaf) => ({ ...leaf, box: flipped(leaf.box) })),
  },
  {
    name: 'deals a symbol other than its points say',
    phase: 'share',
    named: true,
    code: 'symbol-opens',
    deviation: (scenario, victim) =>
      redealing(scenario, victim, (leaf, corrupt) => ({
        ...leaf,
        box: raisedBox(scenario, corrupt, victim, leaf.box),
      })),
  },
];

const COMMITTING: readonly Cheat[] = [
  {
    name: 'sends a payload other than the committed input',
    phase: 'commit',
    named: true,
    code: 'payload-linked',
    deviation: (scenario) => shiftedPayload(scenario),
  },
  {
    name: 'sends a payload with another blinder',
    phase: 'commit',
    named: true,
    code: 'payload-linked',
    deviation: (scenario) => shiftedPayload(scenario, scenario.session.elementsPerRow),
  },
  {
    name: 'accuses an honest dealer',
    phase: 'commit',
    named: true,
    code: 'accusation-true',
    deviation: (scenario, victim) =>
      saying('commit', (message, { id, peers }) => {
        const agreedPoint = peers.get(victim)!.boxKey;
        const accusation = { dealer: victim, agreedPoint, proof: new Uint8Array(64) };
        return recommitted(scenario, id, message, () => ({
          accusations: accusationsBytes(scenario.roster.size, [accusation]),
        }));
      }),
  },
  {
    name: 'boosts its input',
    phase: 'commit',
    named: true,
    code: 'proof',
    deviation: (scenario) =>
      boosting(scenario, (own) => own.map((x, i) => (i === 0 ? 50 * 1000 : x))),
  },
  {
    name: 'sends commitments other than those that it fixed',
    phase: 'commit',
    named: false,
    code: 'commitment-fixed',
    deviation: (scenario) =>
      saying('commit', (message, { id }) =>
        recommitted(scenario, id, message, ({ commitments }) => ({
          commitments: otherPoints(scenario, commitments),
        })),
      ),
  },
  {
    name: 'sends a payload that it did not sign',
    phase: 'commit',
    named: false,
    code: 'payload-digest',
    deviation: () =>
      saying('commit', (message) => ({ ...message, attachment: flipped(message.attachment!) })),
  },
];

const ANSWERING: readonly Cheat[] = [
  {
    name: 'confirms another root',
    phase: 'confirm',
    named: false,
    code: 'confirmed-root',
    deviation: (scenario) =>
      saying('confirm', (message, { id }) => {
        const codec = codecOf('confirm', scenario.session);
        const body = { ...bodyOf(codec, message), root: sha256(new Uint8Array(1)) };
        return resigned(scenario, id, 'confirm', codec, body);
      }),
  },
  {
    name: 'answers with another sum',
    phase: 'unmask',
    named: true,
    code: 'answer-opens',
    deviation: (scenario) =>
      saying('unmask', (message, { id }) => {
        const attachment = message.attachment!.slice();
        attachment.set(raised(scenario, attachment.slice(0, ELEMENT_BYTES)));
        const body = {
          ...bodyOf(codedUnmaskCodec, message),
          schemeBody: { answerDigest: sha256(attachment) },
        };
        return resigned(scenario, id, 'unmask', codedUnmaskCodec, body, attachment);
      }),
  },
];

/** Every way to cheat. */
export const CHEATS: readonly Cheat[] = [
  ...CLIENT_PHASES.slice(1).map(silentFrom),
  ...DEALING,
  ...BAD_BOXES,
  ...COMMITTING,
  ...ANSWERING,
];

/** Other points of the curve: the first one is doubled. */
function otherPoints({ testBed: { kernel } }: Scenario, points: Uint8Array): Uint8Array {
  const changed = points.slice();
  const first = points.slice(0, POINT_BYTES);
  changed.set(kernel.sumPoints([first, first]).slice(0, POINT_BYTES));
  return changed;
}

function flipped(bytes: Uint8Array): Uint8Array {
  const changed = bytes.slice();
  changed[changed.length - 1]! ^= 1;
  return changed;
}

/** A client that cheats in several ways, one after another. */
export function together(deviations: readonly Deviation[]): Deviation {
  const chain =
    <T>(steps: readonly ((value: T) => T)[]) =>
    (value: T): T =>
      steps.reduce((current, step) => step(current), value);
  return {
    advertised: chain(deviations.flatMap(({ advertised }) => advertised ?? [])),
    shared: chain(deviations.flatMap(({ shared }) => shared ?? [])),
    says: (message, corrupt) =>
      chain(deviations.flatMap(({ says }) => (says ? [(m: Message) => says(m, corrupt)] : [])))(
        message,
      ),
  };
}
