/**
 * Taking part in a session over HTTP, in browsers and in Node: nothing here needs more than `fetch`.
 *
 * @module veilsum/http
 */
export { Arriving } from './arriving.ts';
export { CoordinatorApi, type Gone, type Upload, type UploadState } from './coordinatorApi.ts';
export type { ApiOptions } from './requests.ts';
export { CoordinatorUnreachable } from './unreachable.ts';
export type { SessionJson } from './sessionJson.ts';
export type { SearchStatus, Sought } from './findSession.ts';
export type { SendOptions } from './sendMessage.ts';
export type { FetchedRecord } from './fetchedRecord.ts';
export type { Participated, TakePartOptions, Unpublished } from './participation.ts';
export { takePart } from './takePart.ts';
export type { CoordinatorPhase } from '../service/sessionView.ts';
export {
  type Answer,
  type Begun,
  type Finished,
  type Journal,
  type JournalEntry,
  JournalError,
} from '../journal/journal.ts';
