import { FILE_KINDS, type FileKind, fileKind } from 'veilsum/verify';

/** What to do with files that are not records. */
const USES: Readonly<Partial<Record<FileKind, string>>> = {
  record: 'choose it under “Records”',
  roster: 'choose it under “Roster that you trust”',
  receipt: 'choose it under “Your receipt”',
  evidence: 'check it with the command veilsum evidence',
  identity: 'give it to nobody; it is not needed here',
  policy: 'fill in what it requires under “Require more of each record”',
  archive: 'unpack it first',
  'web-page': 'open its address in a browser, and download the file itself',
  empty: 'download it again',
};

/** What kind of file it is, if that is known. */
export async function kindOf(file: File): Promise<FileKind | undefined> {
  return fileKind(new Uint8Array(await file.arrayBuffer()));
}

/** Why a file is not of the wanted kind, if it is known what it is instead. */
export async function mixUp(file: File, wanted: FileKind): Promise<string | undefined> {
  const kind = await kindOf(file);
  if (kind === undefined || kind === wanted) return undefined;
  const what = kind === 'empty' ? 'this file is empty' : `this is ${FILE_KINDS[kind]}`;
  const not = FILE_KINDS[wanted].split(',')[0]!;
  return `${what}, not ${not}: ${USES[kind] ?? 'it is not needed here'}`;
}
