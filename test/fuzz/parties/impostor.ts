import type { Identity } from '../../../src/crypto/signing.ts';
import { identityOf } from '../../../src/replay/harness/world.ts';

/** A key that is on no roster. */
export const IMPOSTOR: Identity = identityOf('impostor');
