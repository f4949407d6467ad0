/** What the clients get with the included set, in a scheme whose clients want to see under which list others masked. */
import { concatBytes } from '@noble/hashes/utils.js';
import type { Dealt } from '../schemes/coordinator.ts';
import type { Signed } from '../messages/signed.ts';
import type { ClientId } from '../session/party.ts';
import { bytesHead, headSize } from '../wire/cbor.ts';
import { type AttachedPieces, listInPieces, lookedUp } from './attached.ts';
import type { CoordinatorContext } from './context.ts';

/**
 * The attachment of `included` for one client: a list with the Commits that it gets. Every Commit goes to many clients, and only the
 * coordinator's own copy of it is kept.
 *
 * @returns `undefined` if the scheme's clients get none
 */
export function headsTo(
  to: ClientId,
  phase: Dealt<unknown>,
  included: ReadonlyMap<ClientId, { readonly signed: Signed }>,
  { scheme }: Pick<CoordinatorContext, 'scheme'>,
): AttachedPieces | undefined {
  if (!scheme.headsTo) return undefined;
  return lookedUp(() => {
    const heads = scheme.headsTo!(to, phase, included).map(
      (client) => included.get(client)!.signed.bytes,
    );
    return listInPieces(
      heads.map(({ length }) => headSize(length) + length),
      (first, end) => Promise.resolve(concatBytes(...heads.slice(first, end).flatMap(encoded))),
    );
  });
}

function encoded(head: Uint8Array): readonly Uint8Array[] {
  return [bytesHead(head.length), head];
}
