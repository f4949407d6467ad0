/**
 * Files, folders and databases: for Node only.
 *
 * @module veilsum/node
 */
export { LedgerError, openFileLedger } from './participant/fileLedger.ts';
export { folderKeys, packageKeys } from './packageKeys.ts';
export { openLevelJournal } from './participant/journal/levelJournal.ts';
