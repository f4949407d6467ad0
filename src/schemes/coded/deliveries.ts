/** What dealers dealt to one client: boxes, which are read back from where attachments are kept, with their points and paths. */
import { concatBytes } from '@noble/hashes/utils.js';
import { equalBytes, sha256 } from '../../crypto/tupleHash.ts';
import type { ClientId } from '../../session/party.ts';
import { headSize, listHead } from '../../wire/cbor.ts';
import { toBytes } from '../../wire/codec.ts';
import type { Advertised, Dealt } from '../coordinator.ts';
import { type Dealing, pointsOf } from './dealing.ts';
import { symbolSizes } from './demand.ts';
import { deliveryCodec } from './messages.ts';
import { codeOf } from './setting.ts';

/**
 * What some dealers dealt to a client, each encoded by itself, one after another.
 *
 * @throws Error if a box is not the one that was accepted
 */
export async function dealtTo(
  to: ClientId,
  { context: { session }, schemeKeys, readShares }: Dealt<Dealing>,
  dealers: readonly (readonly [ClientId, Dealing])[],
): Promise<Uint8Array> {
  const codec = deliveryCodec(session.parameters.clients, symbolSizes(codeOf(session)));
  const index = [...schemeKeys.keys()].indexOf(to);
  const boxes = await readShares(
    dealers.map(([dealer, dealing]) => ({ dealer, ...dealing.boxes[index]! })),
  );
  const dealt = dealers.map(([dealer, dealing], i) => {
    const box = boxes[i]!;
    if (!equalBytes(sha256(box), dealing.boxes[index]!.digest)) {
      throw new Error(`the stored Share of client ${dealer} is not the one that was accepted`);
    }
    const leaf = { box, points: pointsOf(session, dealing, index) };
    return toBytes(codec, { leaf, path: dealing.paths[index]! });
  });
  return concatBytes(...dealt);
}

/** Size of what a dealer dealt to a client, encoded. */
export function dealtBytes(
  to: ClientId,
  { context: { session }, schemeKeys }: Advertised,
  { boxes, paths }: Dealing,
): number {
  const index = [...schemeKeys.keys()].indexOf(to);
  const { from, to: end } = boxes[index]!;
  const leaf = [end - from, symbolSizes(codeOf(session)).points];
  const path = paths[index]!.map((node) => node.length);
  const pair = listHead(2).length;
  return 2 * pair + sizeOfStrings(leaf) + headSize(path.length) + sizeOfStrings(path);
}

/** Size of byte strings with their heads. */
function sizeOfStrings(lengths: readonly number[]): number {
  return lengths.reduce((sum, length) => sum + headSize(length) + length, 0);
}
