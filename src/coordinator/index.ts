/**
 * The coordinator's side: open a session, collect messages phase by phase, publish the record.
 *
 * @module veilsum/coordinator
 */
export type { AddMasks } from '../schemes/coordinator.ts';
export type { AttachmentRange, StoredAttachments } from './attachments.ts';
export type { Outgoing } from './context.ts';
export type { AttachedPiece, AttachedPieces } from './attached.ts';
export { CoordinatorSession, type CoordinatorStep } from './coordinatorSession.ts';
export type { SubmissionOutcome } from './submissions.ts';
export { openSession, type OpenOptions } from './open.ts';
export {
  type CoordinatorParts,
  type CoordinatorPartsStep,
  openParts,
  type OpenPartsOptions,
} from './parts/coordinatorParts.ts';
export type { OutgoingPart } from './parts/jointSessions.ts';
export type { Published } from './publish.ts';
export type { Message } from '../wire/transcript.ts';
