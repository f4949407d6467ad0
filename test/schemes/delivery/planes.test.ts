import { it } from 'vitest';
import { verifyOnce } from '../../support/oneVerdict.ts';
import { expectDelivery, mixtureFor } from './mixtures.ts';
import { proven } from './sessions.ts';

verifyOnce();

it.each(Array.from({ length: 10 }, (_, seed) => seed))(
  'a coded session with planes proofs delivers the sum and names the cheaters: mixture %i',
  async (seed) => {
    const scenario = proven();
    await expectDelivery(scenario, mixtureFor(scenario, seed));
  },
);
