import { ELEMENT_BYTES } from '../../kernel/kernel.ts';
import type { ClientId } from '../../session/party.ts';
import { raised } from './coded.ts';
import type { Deviation } from './corruptClient.ts';
import type { Gain } from './events.ts';
import { isOf, recommitted } from './forge.ts';
import type { RoundOutcome } from './round.ts';
import type { Scenario } from './scenario.ts';

/**
 * A client that sends another payload than the committed input and its mask: 1 is added to one
 * element, and the digest signed.
 *
 * @param at - the element
 */
export function shiftedPayload(scenario: Scenario, at = 0): Deviation {
  return {
    says: (message, { id }) => {
      if (!isOf('commit', message)) return message;
      return recommitted(scenario, id, message, ({ payload }) => {
        const changed = payload.slice();
        const place = at * ELEMENT_BYTES;
        changed.set(raised(scenario, changed.slice(place, place + ELEMENT_BYTES)), place);
        return { payload: changed };
      });
    },
  };
}

/** Determines whether a round ended without a sum, and the client that spoilt it was not named. */
export function lostUnnamed(
  { alarms, published }: Pick<RoundOutcome, 'alarms' | 'published'>,
  spoiler: ClientId,
): Gain {
  const named = alarms.some(({ culprit }) => culprit === spoiler);
  const succeeded = published === undefined && !named;
  return {
    succeeded,
    gained: succeeded ? 'a round that ended without a sum, and nobody to blame' : 'nothing',
  };
}
