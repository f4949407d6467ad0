/** Sentences about files that are not what they should be. */
import { FILE_KINDS, type FileKind, fileKind } from '../../record/fileKind.ts';
import { CommandError, EXIT } from '../exitCodes.ts';
import { inputName } from '../vectors/readBounded.ts';

/** What each kind of file is for. */
const USES: Readonly<Record<FileKind, string>> = {
  record: 'verify-aggregate takes it, before its options',
  receipt: 'verify-aggregate --expect-mine takes it',
  message: 'no command takes it alone',
  evidence: 'veilsum evidence takes it',
  roster: '--roster takes it',
  policy: '--policy takes it',
  task: 'veilsum serve --task takes it',
  identity: '--identity of serve, join and agent takes it; give it to nobody else',
  survey: 'veilsum survey takes it',
  'survey-page': 'it belongs next to the page of the survey',
  layout: '--layout of simulate and join takes it',
  report: 'get the file that it reports on',
  vector: 'veilsum simulate and join take it as an input',
  archive: 'unpack it first',
  'web-page': 'open its address in a browser, and download the file itself',
  empty: 'get it again',
};

/**
 * Requires that a file is not known to be of another kind than the wanted one.
 *
 * @throws CommandError that says what it is and what takes it
 */
export function requireNoMixUp(path: string, content: Uint8Array, wanted: FileKind): void {
  const found = fileKind(content);
  if (found === undefined || found === wanted) return;
  const what = found === 'empty' ? 'is empty' : `is ${FILE_KINDS[found]}`;
  const not = FILE_KINDS[wanted].split(',')[0]!;
  throw new CommandError(EXIT.input, `${inputName(path)}: ${what}, not ${not}: ${USES[found]}`);
}
