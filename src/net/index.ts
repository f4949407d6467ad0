/**
 * What touches the machine: Node only.
 *
 * @module veilsum/node
 */
export { LedgerError, openFileLedger } from './fileLedger.ts';
export { folderKeys, packageKeys } from './packageKeys.ts';
export { openLevelJournal } from './journal/levelJournal.ts';
