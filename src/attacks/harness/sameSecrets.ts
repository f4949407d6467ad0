import { seededRandom } from '../../crypto/random.ts';
import { sha256 } from '../../crypto/tupleHash.ts';
import type { Deviation } from './corruptClient.ts';

/**
 * A client that draws the same blinders whenever and as whomever it takes part, so that it commits
 * to the same input with the same points, and gets its proof from `prove`.
 */
export function sameSecrets(
  prove: (own: () => Promise<Uint8Array>) => Promise<Uint8Array>,
  input?: Int32Array,
): Deviation {
  return {
    advertised: (contents) => {
      const { context } = contents;
      const prover = context.prover!;
      return {
        ...contents,
        input: input?.slice() ?? contents.input,
        context: {
          ...context,
          random: seededRandom(sha256(Uint8Array.of(33))),
          prover: {
            ...prover,
            prove: (witness, random) => prove(() => prover.prove(witness, random)),
          },
        },
      };
    },
  };
}
