/** What touches the machine: Node only. */
export { LedgerError, openFileLedger } from './fileLedger.ts';
export { packageKeys } from './packageKeys.ts';
export { openLevelJournal } from './journal/levelJournal.ts';
