import { type Abort, type Finish, orAbort, type Rejection } from '../session/outcome.ts';
import type { ClientId } from '../session/party.ts';
import { requireThreshold } from './context.ts';
import { publish, type Published } from './publish.ts';
import type { CollectingAnswers, UnmaskContents } from './states.ts';
import { type PhaseReader, sortedByClient } from './submissions.ts';

/** Reads Unmask messages: answers to the scheme's request. */
export function unmaskReader(
  contents: UnmaskContents,
): PhaseReader<'unmask', unknown, { readonly covered: boolean; readonly attachment: Uint8Array }> {
  const { context, transcriptHash, confirmed, submissions } = contents;
  const { scheme, checks } = context;
  return {
    phase: 'unmask',
    context,
    submissions,
    transcriptHash,
    expects: (client) => confirmed.has(client),
    prepare: ({ body, attachment }) => ({
      covered: scheme.answerCovers(body.schemeBody, attachment),
      attachment,
    }),
    covers: ({ covered }) => covered,
    read: ({ signed, body }, { covered, attachment }) => {
      // No culprit: an attachment is not signed, and may have been changed in transit.
      checks.require('payload-digest', covered, () => ({
        message: `what came with the answer of client ${signed.client} is not what it signed; let it be sent again`,
      }));
      return scheme.readAnswer(contents, signed, body.schemeBody, attachment);
    },
  };
}

/** How phase 4 ended. */
export interface ClosedUnmask {
  readonly outcome: Finish<Published> | Abort;
  /** The clients whose answers were wrong, each with what shows it. */
  readonly excluded: readonly Rejection[];
}

/** Ends phase 4: leaves out wrong answers, unmasks the sum, checks it and signs the record. */
export async function closeUnmask(state: CollectingAnswers): Promise<ClosedUnmask> {
  const contents = state.take();
  const { context, submissions, total } = contents;
  const excluded = await context.scheme.wrongAnswers(contents, submissions);
  for (const { culprit } of excluded) submissions.delete(culprit as ClientId);
  const outcome = await orAbort<ClosedUnmask['outcome']>(
    async () => {
      const { scheme, parameters } = context.session;
      requireThreshold(context, submissions.size, scheme.answersNeeded(parameters));
      const answers = sortedByClient(submissions).map(
        ([holder, accepted]) => [holder, accepted.contents] as const,
      );
      await context.scheme.unmask(contents, answers, total);
      return { kind: 'finish', result: await publish(contents) };
    },
    () => undefined,
  );
  return { outcome, excluded };
}
