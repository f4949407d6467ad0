import type { Identity } from '../../../src/crypto/signing.ts';
import { identityOf } from '../../../src/attacks/harness/scenario.ts';

/** A key that is on no roster. */
export const IMPOSTOR: Identity = identityOf('impostor');
