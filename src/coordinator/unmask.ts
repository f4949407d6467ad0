import { type Abort, type Finish, orAbort, type Rejection } from '../session/outcome.ts';
import type { ClientId } from '../session/party.ts';
import { requireThreshold } from './context.ts';
import { publish, type Published } from './publish.ts';
import type { CollectingAnswers, UnmaskContents } from './states.ts';
import { type PhaseReader, sortedByClient, WITHOUT_ATTACHMENT } from './submissions.ts';

/** Reads Unmask messages: answers to the scheme's request. */
export function unmaskReader(
  contents: UnmaskContents,
): PhaseReader<'unmask', unknown, { readonly empty: boolean }> {
  const { context, transcriptHash, confirms, submissions } = contents;
  return {
    phase: 'unmask',
    context,
    submissions,
    transcriptHash,
    expects: (client) => confirms.some((confirm) => confirm.client === client),
    ...WITHOUT_ATTACHMENT,
    read: ({ signed, body }) => context.scheme.readAnswer(contents, signed, body.schemeBody),
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
      requireThreshold(context, submissions.size);
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
