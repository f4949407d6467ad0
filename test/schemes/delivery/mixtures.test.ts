import { describe, expect, it } from 'vitest';
import type { ClientId } from '../../../src/session/party.ts';
import { CHEATS } from '../../../src/attacks/harness/cheats.ts';
import { expectDelivery, mixtureFor } from './mixtures.ts';
import { doubled } from './sessions.ts';

describe('a coded session in which clients cheat', () => {
  it.each(CHEATS.map((cheat) => [cheat.name, cheat] as const))(
    'delivers the sum where one client %s',
    async (_, cheat) => {
      const cheats = new Map([[2 as ClientId, [cheat]]]);
      const alarms = await expectDelivery(doubled(2), { cheats, drops: new Map() });
      expect([...new Set(alarms.map(({ code }) => code))]).toEqual(cheat.code ? [cheat.code] : []);
    },
  );

  it.each(Array.from({ length: 30 }, (_, i) => 10 * i))(
    'delivers the sum and names the cheaters: mixtures %i and the nine after it',
    async (first) => {
      for (let seed = first; seed < first + 10; seed++) {
        const scenario = doubled(seed);
        await expectDelivery(scenario, mixtureFor(scenario, seed));
      }
    },
  );
});
