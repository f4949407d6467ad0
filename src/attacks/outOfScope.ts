import type { AttackDescription } from './attack.ts';

/** An attack that no single check stops, so there is no check to switch off. */
export interface OutOfScope extends Pick<AttackDescription, 'id' | 'title'> {
  /** What covers it: ids of attacks and defects, and paths of test files. */
  readonly shownBy: readonly string[];
  /** Why there is no check to switch off. */
  readonly reason: string;
}

/** Attacks that the design itself prevents, or that other attacks cover. */
export const OUT_OF_SCOPE: readonly OutOfScope[] = [
  {
    id: 'S07',
    title: 'Two clients are given different keys of the same third one',
    shownBy: ['S06', 'S37', 'test/attacks/splitKeys.test.ts'],
    reason:
      'keys are derived with the whole list as salt: clients with different lists share neither boxes nor masks, whatever they check',
  },
  {
    id: 'S19',
    title: 'A dictionary is tried on what one client sent',
    shownBy: ['test/attacks/dictionary.test.ts'],
    reason: 'commitments hide, and nothing but the sum of the blinders is ever published',
  },
  {
    id: 'S20',
    title: 'Masks are found by search, as seeds are folded to a few bits',
    shownBy: ['D01', 'test/kernel/knownAnswers.test.ts', 'test/kernel/masks.test.ts'],
    reason: 'masks are AES-256-CTR streams under whole keys; nothing folds a seed',
  },
  {
    id: 'S21',
    title: 'A key of low order, or no key at all',
    shownBy: ['C16', 'test/kernel/ristretto.test.ts', 'test/crypto/agreement.test.ts'],
    reason:
      'the group has prime order, so that the identity is the only weak key: that one is C16, and what is no element has no agreed secret',
  },
  {
    id: 'S22',
    title: 'A signature is moved to other fields: "1" and "23", or "12" and "3"',
    shownBy: ['N02', 'test/crypto/tupleHash.test.ts', 'test/wire/envelope.test.ts'],
    reason:
      'fields are hashed as a tuple, which has one reading; from one kind of message to another it is N02',
  },
  {
    id: 'S24',
    title: 'A false accusation leads to a run without an honest client',
    shownBy: ['S13', 'C25', 'test/attacks/falseAccusation.test.ts'],
    reason:
      'nobody is left out on anyone’s word: an accusation in a session is decided by opening the box, evidence is judged from signatures alone, and a client takes part in a round once',
  },
  {
    id: 'S26',
    title: 'The version or the suite is lowered',
    shownBy: [
      'test/client/join.test.ts',
      'test/session/parameters.test.ts',
      'test/wire/envelope.test.ts',
    ],
    reason: 'this version speaks one suite, and has no code to read another with',
  },
  {
    id: 'C11',
    title: 'Silence in each phase in turn, alone and in numbers',
    shownBy: ['test/session/dropouts.test.ts'],
    reason: 'there is no message that a check could reject: the sum is right, or the session ends',
  },
  {
    id: 'C12',
    title: 'NaN, infinities, −0 and overflow in an encoding',
    shownBy: [
      'test/session/encoding.test.ts',
      'test/session/encodingFixedPoint.test.ts',
      'test/session/encodingWeightedMean.test.ts',
    ],
    reason:
      'it happens on the client’s own machine, before there is a message; what a deviating client commits to is C01 and C02',
  },
  {
    id: 'C13',
    title: 'A false accusation',
    shownBy: ['C25', 'S48', 'S49', 'S50', 'test/attacks/falseAccusation.test.ts'],
    reason:
      'evidence is a file that anyone judges from the signatures in it: false evidence convicts nobody, or the one who signed a lie for it',
  },
  {
    id: 'C14',
    title: 'Digests that agree only up to a zero byte, or in a prefix',
    shownBy: ['D05', 'test/crypto/tupleHash.test.ts'],
    reason: 'one function compares all digests, over their whole length',
  },
  {
    id: 'L02',
    title: 'A coded session hides masks from fewer holders than may work together',
    shownBy: ['L01', 'D06', 'S09', 'test/schemes/coded/thresholds.test.ts'],
    reason:
      'T is n_C itself and no parameter, and a U that n_C clients could give alone fails `thresholds-safe` like any other threshold',
  },
  {
    id: 'N07',
    title: 'Oversized lists and nested encodings',
    shownBy: ['test/fuzz/decoders.test.ts', 'test/wire/cbor.test.ts'],
    reason:
      'sizes and nesting are bounded before anything is read, and are so with every check off as well',
  },
];
