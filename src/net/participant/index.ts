/**
 * Taking part in a session over HTTP, in browsers and in Node. It needs only a `fetch` function.
 *
 * @module veilsum/http
 */
export { PartialDownload } from './partialDownload.ts';
export {
  CoordinatorApi,
  type SessionGone,
  type Upload,
  type UploadState,
} from './coordinatorApi.ts';
export type { ApiOptions } from './requests.ts';
export { CoordinatorUnreachable } from './unreachable.ts';
export type { SessionJson } from '../wire/sessionJson.ts';
export type { SearchStatus, Sought } from './findSession.ts';
export type { SendOptions } from './sendMessage.ts';
export type { FetchedRecord, Participated, TakePartOptions, Unpublished } from './participation.ts';
export { takePart } from './takePart.ts';
export type { NoteStorage } from './journal/noteStorage.ts';
export { openStoredJournal } from './journal/storedJournal.ts';
export type { BroadcastType } from '../../messages/table.ts';
export {
  type Answer,
  type Beginning,
  type Finished,
  type Journal,
  type JournalEntry,
  JournalError,
} from './journal/journal.ts';
