import { systemRandom } from '../../src/crypto/random.ts';
import { generateIdentity, type Identity } from '../../src/crypto/signing.ts';
import { type Ledger, memoryLedger } from '../../src/session/ledger.ts';
import { Roster } from '../../src/session/roster.ts';

/** The participants of a demonstration, who stay the same in all rounds. */
export interface Participants {
  readonly coordinator: Identity;
  readonly identities: readonly Identity[];
  readonly ledgers: readonly Ledger[];
  readonly roster: Roster;
}

/** Creates identities, and the roster that all participants trust. */
export function enrol(count: number): Participants {
  const identities = Array.from({ length: count }, () => generateIdentity(systemRandom));
  return {
    coordinator: generateIdentity(systemRandom),
    identities,
    ledgers: identities.map(() => memoryLedger()),
    roster: Roster.of(
      identities.map(({ publicKey }, i) => ({ name: `participant-${i + 1}`, key: publicKey })),
    ),
  };
}
