import type { ClientId } from '../../session/party.ts';
import { sizeOf } from '../../wire/cbor.ts';
import { toBytes } from '../../wire/codec.ts';
import type { Accusers, Agreed, CoordinatorScheme } from '../coordinator.ts';
import { wrongAnswers } from './answers.ts';
import { brokenSharings } from './brokenSharing.ts';
import { type Answer, type Dealing, type HolderAnswer, readLeaves } from './dealing.ts';
import { pairwiseDealingFault } from './dealingFault.ts';
import { type Delivery, deliveryCodec, requestCodec } from './messages.ts';
import { readAnswer } from './readAnswer.ts';
import { rebuildSecrets } from './rebuild.ts';
import { takeMasksOff } from './unmask.ts';

/** The coordinator's side of the pairwise scheme: double masking (Bonawitz et al., CCS 2017). */
export const pairwiseCoordinator: CoordinatorScheme<Dealing, Answer> = {
  kind: 'pairwise',
  readDealing: readLeaves,
  unsoundDealings: brokenSharings,
  dealingCheck: 'share-matches',
  judgeDealing: pairwiseDealingFault,
  dealtTo(to, { context, schemeKeys }, dealers) {
    const codec = deliveryCodec(context.roster.size);
    const position = [...schemeKeys.keys()].indexOf(to);
    return Promise.resolve(
      dealers.map(([, dealing]) => toBytes(codec, deliveryOf(dealing, to, position))),
    );
  },
  dealtBytes(to, { context, schemeKeys }, dealing) {
    const position = [...schemeKeys.keys()].indexOf(to);
    return sizeOf(deliveryCodec(context.roster.size).write(deliveryOf(dealing, to, position)));
  },
  unrecoverable: ({ context, dealings }, included, accusers) =>
    droppedOf({ dealings, included }).find(
      (dealer) => holdersOf(dealer, included, accusers) < context.session.parameters.threshold,
    ),
  request: (phase) => toBytes(requestCodec(phase.context.roster.size), droppedOf(phase)),
  answerCovers: (_schemeBody, attachment) => attachment.length === 0,
  readAnswer,
  wrongAnswers: (phase, answers) => Promise.resolve(wrongAnswers(phase, answers)),
  async unmask(phase, answers, total) {
    const { threshold } = phase.context.session.parameters;
    requireHolders(phase, answers, threshold);
    const secrets = rebuildSecrets(phase.included.keys(), droppedOf(phase), answers, threshold);
    await takeMasksOff(phase, secrets, total);
  },
};

function deliveryOf({ leaves, paths }: Dealing, to: ClientId, position: number): Delivery {
  return { leaf: leaves.get(to)!, path: paths[position]! };
}

/** Clients that dealt shares and are not included, ascending. */
function droppedOf({
  dealings,
  included,
}: {
  readonly dealings: ReadonlyMap<ClientId, unknown>;
  readonly included: { has(client: ClientId): boolean };
}): readonly ClientId[] {
  return [...dealings.keys()].filter((client) => !included.has(client));
}

/** How many included clients hold a share of a dealer's secret. */
function holdersOf(dealer: ClientId, included: ReadonlySet<ClientId>, accusers: Accusers): number {
  const without = accusers.get(dealer);
  return [...included].filter((client) => without?.has(client) !== true).length;
}

/** Requires t shares of each secret that is needed: clients that accused a dealer have none of it. @throws CheckFailure */
function requireHolders(
  phase: Agreed<Dealing>,
  answers: readonly HolderAnswer[],
  threshold: number,
): void {
  const lacking = droppedOf(phase).find(
    (dealer) => answers.filter(([, shares]) => shares.has(dealer)).length < threshold,
  );
  phase.context.checks.require('secrets-recoverable', lacking === undefined, () => ({
    message: `fewer than ${threshold} of those who answered hold a share of client ${lacking}, which dealt bad boxes; open a new round without it`,
    culprit: lacking,
  }));
}
