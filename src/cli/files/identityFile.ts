import { fromHex, toHex } from '../../crypto/hex.ts';
import { type Identity, identityFromSeed } from '../../crypto/signing.ts';
import { CommandError, EXIT } from '../exitCodes.ts';
import { readJson, writeWhole } from './files.ts';

const FORMAT = 'veilsum-identity-1';
/** An identity has less; a file that is mistaken for one may have more. */
const MAX_BYTES = 2 ** 20;

/** Writes an identity file, readable by its owner only. */
export function writeIdentity(path: string, identity: Identity): Promise<void> {
  const content = {
    format: FORMAT,
    publicKey: identity.publicKey.toHex(),
    secretKey: toHex(identity.secret.expose()),
  };
  return writeWhole(path, `${JSON.stringify(content, undefined, 2)}\n`, 0o600);
}

/**
 * Reads an identity file.
 *
 * @throws CommandError if it is not one, or its two keys do not belong together; InputFileError if
 *   it cannot be read
 */
export async function readIdentity(path: string): Promise<Identity> {
  const content = (await readJson(path, MAX_BYTES, 'identity')) as Record<string, unknown> | null;
  const secret =
    typeof content?.['secretKey'] === 'string' ? fromHex(content['secretKey']) : undefined;
  const known = ['format', 'publicKey', 'secretKey'];
  const strange = Object.keys(content ?? {}).some((name) => !known.includes(name));
  if (content?.['format'] !== FORMAT || secret?.length !== 32 || strange) {
    throw new CommandError(
      EXIT.input,
      `${path}: is not an identity file; create one with 'veilsum keygen'`,
    );
  }
  const identity = identityFromSeed(secret);
  if (identity.publicKey.toHex() !== content['publicKey']) {
    throw new CommandError(
      EXIT.input,
      `${path}: its public and secret keys do not belong together`,
    );
  }
  return identity;
}
