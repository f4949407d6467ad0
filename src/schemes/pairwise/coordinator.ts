import type { ClientId } from '../../session/party.ts';
import { toBytes } from '../../wire/codec.ts';
import type { CoordinatorScheme } from '../coordinator.ts';
import { wrongAnswers } from './answers.ts';
import { brokenSharings } from './brokenSharing.ts';
import { type Answer, type Dealing, readLeaves } from './dealing.ts';
import { deliveriesCodec, requestCodec } from './messages.ts';
import { readAnswer } from './readAnswer.ts';
import { rebuildSecrets } from './rebuild.ts';
import { takeMasksOff } from './unmask.ts';

/** The coordinator's side of the pairwise scheme: double masking (Bonawitz et al., CCS 2017). */
export const pairwiseCoordinator: CoordinatorScheme<Dealing, Answer> = {
  kind: 'pairwise',
  readDealing: readLeaves,
  unsoundDealings: brokenSharings,
  deliveriesTo(to, { context, schemeKeys }, dealings) {
    const position = [...schemeKeys.keys()].indexOf(to);
    const deliveries = Array.from(dealings.values(), ({ leaves, paths }) => ({
      leaf: leaves.get(to)!,
      path: paths[position]!,
    }));
    return toBytes(deliveriesCodec(context.roster.size), deliveries);
  },
  request: (phase) => toBytes(requestCodec(phase.context.roster.size), droppedOf(phase)),
  answerCovers: (_schemeBody, attachment) => attachment.length === 0,
  readAnswer,
  wrongAnswers: (phase, answers) => Promise.resolve(wrongAnswers(phase, answers)),
  async unmask(phase, answers, total) {
    const { threshold } = phase.context.session.parameters;
    const secrets = rebuildSecrets(phase.included.keys(), droppedOf(phase), answers, threshold);
    await takeMasksOff(phase, secrets, total);
  },
};

/** Clients that dealt shares and are not included, ascending. */
function droppedOf({
  dealings,
  included,
}: {
  readonly dealings: ReadonlyMap<ClientId, unknown>;
  readonly included: ReadonlyMap<ClientId, unknown>;
}): readonly ClientId[] {
  return [...dealings.keys()].filter((client) => !included.has(client));
}
