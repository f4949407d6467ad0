import { messageTypeOf } from '../messages/table.ts';
import { bytes } from '../usage/arguments.ts';
import { openEnvelope } from '../wire/envelope.ts';
import { WireError } from '../wire/errors.ts';

/** The files that people have to do with, as a sentence names them. */
export const FILE_KINDS = {
  record: 'a record',
  receipt: 'a receipt, which is the Commit message of one participant',
  message: 'one signed message of a session',
  evidence: 'a file of evidence',
  roster: 'a roster',
  policy: 'a policy file',
  task: 'a task file',
  identity: 'an identity file, which contains a secret key',
  survey: 'the form of a survey',
  'survey-page': 'the settings of a survey’s page',
  layout: 'a layout of tensors',
  report: 'a report that --json printed',
  vector: 'a file of numbers',
  archive: 'an archive',
  'web-page': 'a web page',
  empty: 'empty',
} as const;

/** A kind of file. */
export type FileKind = keyof typeof FILE_KINDS;

/** Larger files are not parsed as JSON; those that people write are much smaller. */
const MAX_JSON_BYTES = 2 ** 20;

/** Number of bytes that show what a file is. */
const HEAD_BYTES = 200;

const FORMATS: Readonly<Record<string, FileKind>> = {
  'veilsum-roster-1': 'roster',
  'veilsum-identity-1': 'identity',
  'veilsum-survey-1': 'survey',
  'veilsum-survey-page-1': 'survey-page',
};

/** Fields that files of a kind have, in the order in which they are looked for. */
const SHAPES: readonly (readonly [FileKind, readonly string[]])[] = [
  ['policy', ['coordinatorKey', 'minThreshold']],
  ['task', ['task', 'round', 'deadlines']],
  ['report', ['valid', 'verdict']],
  ['report', ['proven']],
  ['report', ['checked', 'session']],
  ['vector', ['values']],
];

/** How binary files begin. */
const MAGIC: readonly (readonly [FileKind, string])[] = [
  ['vector', '\x93NUMPY'],
  ['archive', 'PK\x03\x04'],
  ['archive', '\x1f\x8b'],
];

const WEB_PAGE = /^\s*<(?:!doctype|html)/i;

/**
 * Says what kind of file some bytes probably are, to explain a mix-up. Nothing is verified: bytes
 * of a kind need not be valid.
 *
 * @param content - The whole file.
 * @returns its kind, or `undefined` if it is not one of {@link FILE_KINDS}
 * @throws UsageError `wrong-input` if it is not bytes
 *
 * @example
 * ```ts
 * fileKind(new TextEncoder().encode('[1, 2, 3]')); // 'vector'
 * ```
 */
export function fileKind(content: Uint8Array): FileKind | undefined {
  const file = bytes()(content, 'content');
  if (file.length === 0) return 'empty';
  const head = Array.from(file.subarray(0, HEAD_BYTES), (byte) => String.fromCharCode(byte)).join(
    '',
  );
  const found = MAGIC.find(([, begins]) => head.startsWith(begins))?.[0];
  if (found) return found;
  if (WEB_PAGE.test(head)) return 'web-page';
  if (/^(?:\xef\xbb\xbf)?\s*[[{]/.test(head)) return jsonKind(file);
  if (head.includes('veilsum-evidence-1')) return 'evidence';
  return envelopeKind(file);
}

function jsonKind(file: Uint8Array): FileKind | undefined {
  if (file.length > MAX_JSON_BYTES) return undefined;
  let content: unknown;
  try {
    content = JSON.parse(new TextDecoder().decode(file)) as unknown;
  } catch {
    return undefined;
  }
  return Array.isArray(content) ? listKind(content) : objectKind(content as object);
}

function listKind([first]: readonly unknown[]): FileKind {
  const isTensor = typeof first === 'object' && first !== null && Object.hasOwn(first, 'dtype');
  return isTensor ? 'layout' : 'vector';
}

function objectKind(content: object): FileKind | undefined {
  const { format } = content as { readonly format?: unknown };
  if (typeof format === 'string' && Object.hasOwn(FORMATS, format)) return FORMATS[format];
  return SHAPES.find(([, fields]) => fields.every((name) => Object.hasOwn(content, name)))?.[0];
}

function envelopeKind(file: Uint8Array): FileKind | undefined {
  try {
    const type = messageTypeOf(openEnvelope(file, file.length).type);
    if (type === 'record') return 'record';
    return type === 'commit' ? 'receipt' : 'message';
  } catch (error) {
    if (error instanceof WireError) return undefined;
    throw error;
  }
}
