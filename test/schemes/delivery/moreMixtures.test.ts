import { it } from 'vitest';
import { verifyOnce } from '../../support/oneVerdict.ts';
import { expectDelivery, mixtureFor } from './mixtures.ts';
import { doubled } from './sessions.ts';

verifyOnce();

it.each(Array.from({ length: 15 }, (_, i) => 150 + 10 * i))(
  'a coded session delivers the sum and names the cheaters: mixtures %i and the nine after it',
  async (first) => {
    for (let seed = first; seed < first + 10; seed++) {
      const scenario = doubled(seed);
      await expectDelivery(scenario, mixtureFor(scenario, seed));
    }
  },
);
