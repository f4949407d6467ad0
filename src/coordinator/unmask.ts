import { type FieldElement, fieldFromBytes } from '../crypto/field.ts';
import { equalBytes } from '../crypto/tupleHash.ts';
import { wellFormed } from '../session/checks/enabledChecks.ts';
import { type Abort, type Finish, orAbort } from '../session/outcome.ts';
import type { ClientId } from '../session/party.ts';
import { shareDigest } from '../session/secrets.ts';
import type { Signed } from '../messages/signed.ts';
import { type RevealedShare, unmaskCodec } from '../messages/unmask.ts';
import { fromBytes } from '../wire/codec.ts';
import type { Message } from '../wire/message.ts';
import { requireThreshold } from './context.ts';
import { wrongShareEvidence } from './shareEvidence.ts';
import { sortedByClient, acceptSubmission, type SubmissionOutcome } from './submissions.ts';
import { publish, type Published } from './publish.ts';
import { rebuildSecrets } from './rebuild.ts';
import type { CollectingAnswers, Answer, UnmaskContents } from './states.ts';

/** Receives a client's shares. */
export function receiveUnmask(
  state: CollectingAnswers,
  message: Message,
): Promise<SubmissionOutcome> {
  const contents = state.peek();
  const { context, confirms, answers } = contents;
  return acceptSubmission(
    context,
    answers,
    'unmask',
    (client) => confirms.some((confirm) => confirm.client === client),
    message,
    (signed) => readAnswer(contents, signed),
  );
}

/** Ends phase 4: rebuilds the secrets that are needed, unmasks the sum, checks it and signs the record. */
export function closeUnmask(state: CollectingAnswers): Promise<Finish<Published> | Abort> {
  const contents = state.take();
  return orAbort(
    async () => {
      requireThreshold(contents.context, contents.answers.size);
      // Exactly t answers, the same for every secret: one set of Lagrange weights serves them all.
      const { threshold } = contents.context.session.parameters;
      const answers = sortedByClient(contents.answers).slice(0, threshold);
      const secrets = rebuildSecrets(
        contents,
        answers.map(([holder, { contents: shares }]) => ({ holder, shares })),
      );
      return { kind: 'finish', result: await publish(contents, secrets) };
    },
    () => undefined,
  );
}

/** Reads an answer: one share of the right kind for each dealer, each with the digest that its dealer signed. */
function readAnswer(contents: UnmaskContents, signed: Signed): Answer {
  const { context, dealings, included } = contents;
  const { client, body, bytes } = signed;
  const shares = wellFormed(
    () => fromBytes(unmaskCodec(context.roster.size), body, body.length, 'unmask'),
    client,
  );
  const dealers = [...dealings.keys()];
  const exact =
    shares.length === dealers.length &&
    shares.every((share, i) => share.client === dealers[i] && share.kind === kindOf(dealers[i]));
  context.checks.require('answer-exact', exact, () => ({
    message: `client ${client} answered with other shares than it was asked for`,
    culprit: client,
    // Two shares of one client show it; others a coordinator could have asked it for.
    evidence:
      new Set(shares.map((share) => share.client)).size < shares.length ? [bytes] : undefined,
  }));
  return new Map(
    shares.map((share) => [share.client as ClientId, readShare(contents, signed, share)]),
  );

  function kindOf(dealer: ClientId): RevealedShare['kind'] {
    return included.has(dealer) ? 'self-mask-seed' : 'mask-secret';
  }
}

function readShare(
  contents: UnmaskContents,
  signed: Signed,
  { client, kind, share }: RevealedShare,
): FieldElement {
  const { context, dealings } = contents;
  const dealer = client as ClientId;
  const leaf = dealings.get(dealer)?.leaves.get(signed.client);
  const expected = kind === 'mask-secret' ? leaf?.maskShareDigest : leaf?.seedShareDigest;
  const value = fieldFromBytes(share);
  const digest = shareDigest(context.session.digest, dealer, signed.client, kind, share);
  const matches = value !== undefined && expected !== undefined && equalBytes(digest, expected);
  context.checks.require('share-matches', matches, () => ({
    message: `client ${signed.client} revealed a share of client ${dealer} that is not the one it was dealt`,
    culprit: signed.client,
    ...wrongShareEvidence(contents, signed.bytes, signed.client, dealer, kind),
  }));
  return value ?? 0n;
}
