import { expect, it } from 'vitest';
import type { ClientId } from '../../../src/session/party.ts';
import { CHEATS } from '../../../src/attacks/harness/cheats.ts';
import { verifyOnce } from '../../support/oneVerdict.ts';
import { expectDelivery } from './mixtures.ts';
import { doubled } from './sessions.ts';

verifyOnce();

it.each(CHEATS.map((cheat) => [cheat.name, cheat] as const))(
  'a coded session delivers the sum where one client %s',
  async (_, cheat) => {
    const cheats = new Map([[2 as ClientId, [cheat]]]);
    const alarms = await expectDelivery(doubled(2), { cheats, drops: new Map() });
    expect([...new Set(alarms.map(({ code }) => code))]).toEqual(cheat.code ? [cheat.code] : []);
  },
);
