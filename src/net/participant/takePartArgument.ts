import { participantFields } from '../../client/join.ts';
import { checkerArgument } from '../../session/partyArguments.ts';
import {
  type Argument,
  callable,
  having,
  integer,
  optional,
  strictObject,
} from '../../usage/arguments.ts';
import type { Journal } from './journal/journal.ts';
import type { TakePartOptions } from './participation.ts';
import { apiFields } from './requests.ts';

/**
 * Reads the options of `takePart`.
 *
 * @throws UsageError `wrong-input` for options that are missing, unknown or of the wrong type
 */
export const takePartArgument: Argument<TakePartOptions> = strictObject<TakePartOptions>({
  ...participantFields,
  ...apiFields,
  input: callable('a function that gives the input'),
  checker: optional(checkerArgument),
  journal: optional(
    having<Journal>('a journal, from openLevelJournal of veilsum/node', [
      'entries',
      'append',
      'end',
      'finished',
      'forget',
      'close',
    ]),
  ),
  chunkBytes: optional(integer(1, 2 ** 22)),
  onSearch: optional(callable()),
  onReceipt: optional(callable()),
  keep: optional(callable()),
  onClaim: optional(callable()),
  onPhase: optional(callable()),
  onProgress: optional(callable()),
});
