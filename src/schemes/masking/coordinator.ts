import type { ClientId } from '../../session/party.ts';
import { toBytes } from '../../wire/codec.ts';
import { viewOf } from '../../wire/copyBytes.ts';
import type { Accusers, Agreed, CoordinatorScheme } from '../coordinator.ts';
import { wrongAnswers } from './answers.ts';
import { brokenSharings } from './brokenSharing.ts';
import { type Answer, type Dealing, type HolderAnswer, readLeaves } from './dealing.ts';
import { dealingJudge } from './dealingFault.ts';
import { answersByDealer, dealersTo } from './holdings.ts';
import { requestCodec } from './messages.ts';
import { readAnswer } from './readAnswer.ts';
import { rebuildSecrets } from './rebuild.ts';
import type { MaskingTerms } from './terms.ts';
import { takeMasksOff } from './unmask.ts';

/** The coordinator's side of a scheme with two masks for each client (Bonawitz et al., CCS 2017). */
export function maskingCoordinator(terms: MaskingTerms): CoordinatorScheme<Dealing, Answer> {
  return {
    kind: terms.kind,
    readDealing: (...read) => readLeaves(terms, ...read),
    unsoundDealings: (...dealt) => brokenSharings(terms, ...dealt),
    dealingCheck: 'share-matches',
    judgeDealing: dealingJudge(terms),
    dealersTo: (to, { dealings }) => dealersTo(to, dealings),
    dealtTo: (to, _phase, dealers) => Promise.resolve(deliveriesOf(to, dealers)),
    dealtBytes: (to, _phase, { leaves }) => leaves.deliveryBytes(to),
    unrecoverable({ context, dealings }, included, accusers) {
      const threshold = terms.shareThreshold(context.session);
      const lost = droppedOf({ dealings, included }).filter(
        (dealer) => holdersOf(dealer, dealings.get(dealer)!, included, accusers) < threshold,
      );
      return lost.find((dealer) => accusers.has(dealer)) ?? lost[0];
    },
    request: (phase) => toBytes(requestCodec(phase.context.roster.size), droppedOf(phase)),
    answerCovers: (_schemeBody, attachment) => attachment.length === 0,
    readAnswer,
    wrongAnswers: (phase, answers) => Promise.resolve(wrongAnswers(terms, phase, answers)),
    async unmask(phase, answers, total) {
      const threshold = terms.shareThreshold(phase.context.session);
      requireHolders(phase, answers, threshold);
      const secrets = rebuildSecrets(phase.included.keys(), droppedOf(phase), answers, threshold);
      await takeMasksOff(terms, phase, secrets, total);
    },
  };
}

/** What some dealers dealt to a client, written into one buffer: a client gets many short pieces. */
function deliveriesOf(
  to: ClientId,
  dealers: readonly (readonly [ClientId, Dealing])[],
): Uint8Array {
  const bytes = new Uint8Array(
    dealers.reduce((sum, [, { leaves }]) => sum + leaves.deliveryBytes(to), 0),
  );
  let at = 0;
  const view = viewOf(bytes);
  for (const [, { leaves }] of dealers) at = leaves.writeDelivery(to, view, at);
  return bytes;
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
function holdersOf(
  dealer: ClientId,
  { leaves }: Dealing,
  included: ReadonlySet<ClientId>,
  accusers: Accusers,
): number {
  const without = accusers.get(dealer);
  return leaves.recipients.filter((client) => included.has(client) && without?.has(client) !== true)
    .length;
}

/** Requires enough shares of each secret that is needed. @throws CheckFailure */
function requireHolders(
  { context, dealings, accusers }: Agreed<Dealing>,
  answers: readonly HolderAnswer[],
  threshold: number,
): void {
  const holding = answersByDealer(answers);
  const lacking = [...dealings.keys()].filter((dealer) => holding(dealer).length < threshold);
  const [first] = lacking;
  context.checks.require('secrets-recoverable', first === undefined, () => {
    const accused = lacking.find((dealer) => accusers.has(dealer));
    return accused === undefined
      ? {
          message: `fewer than ${threshold} of those who answered hold a share of client ${first}, and so with ${lacking.length} secrets; open a new round`,
        }
      : {
          message: `fewer than ${threshold} of those who answered hold a share of client ${accused}, which dealt bad boxes; open a new round without it`,
          culprit: accused,
        };
  });
}
