/** As many mixtures of cheaters as the rule of three wants for a failure rate below 3 in 10,000. */
import { it } from 'vitest';
import { expectDelivery, mixtureFor } from '../schemes/delivery/mixtures.ts';
import { doubled, proven } from '../schemes/delivery/sessions.ts';
import { verifyOnce } from '../support/oneVerdict.ts';

verifyOnce();

const HUNDREDS = Array.from({ length: 100 }, (_, i) => 1000 + 100 * i);

it.each(HUNDREDS)(
  'coded sessions deliver the sum and name the cheaters: mixtures %i and the 99 after it',
  async (first) => {
    for (let seed = first; seed < first + 100; seed++) {
      const scenario = doubled(seed);
      await expectDelivery(scenario, mixtureFor(scenario, seed));
    }
  },
);

it.each(HUNDREDS.slice(0, 30))(
  'and with planes proofs: mixtures %i and the nine after it',
  async (first) => {
    for (let seed = first; seed < first + 10; seed++) {
      const scenario = proven();
      await expectDelivery(scenario, mixtureFor(scenario, seed));
    }
  },
);
