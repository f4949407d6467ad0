/**
 * Taking part in a session over HTTP, in browsers and in Node: nothing here needs more than `fetch`.
 *
 * @module veilsum/http
 */
export {
  type ApiOptions,
  CoordinatorApi,
  CoordinatorUnreachable,
  type Gone,
} from './coordinatorApi.ts';
export type { SessionJson } from './sessionJson.ts';
export { type Participated, takePart, type TakePartOptions } from './takePart.ts';
export type { CoordinatorPhase } from '../service/sessionView.ts';
export {
  type Answer,
  type Begun,
  type Journal,
  type JournalEntry,
  JournalError,
} from '../journal/journal.ts';
