import { type Abort, type Finish, orAbort } from '../session/outcome.ts';
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

/** Closes phase 4: unmasks the total, checks the sum and signs the record. */
export function closeUnmask(state: CollectingAnswers): Promise<Finish<Published> | Abort> {
  const contents = state.take();
  const { context, submissions, total } = contents;
  return orAbort(
    async () => {
      requireThreshold(context, submissions.size);
      // The same t answers for every secret, so that one set of Lagrange weights serves them all.
      const answers = sortedByClient(submissions)
        .slice(0, context.session.parameters.threshold)
        .map(([holder, accepted]) => [holder, accepted.contents] as const);
      await context.scheme.unmask(contents, answers, total);
      return { kind: 'finish', result: await publish(contents) };
    },
    () => undefined,
  );
}
