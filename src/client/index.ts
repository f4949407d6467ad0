/**
 * The client's side: join a session, then answer the coordinator's messages.
 *
 * @module veilsum/client
 */
export { ClientSession, type ClientStep } from './clientSession.ts';
export { joinSession, type JoinOptions } from './join.ts';
export type { ClientParts, ClientPartsStep, PartMessage } from './parts/clientParts.ts';
export { joinParts, type JoinPartsOptions } from './parts/joinParts.ts';
export type { Message } from '../wire/transcript.ts';
