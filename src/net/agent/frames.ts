import { AgentError } from './agentError.ts';

/**
 * The frames of an agent and its client: one byte for the kind, four for the length (big-endian), then so many bytes.
 */
export const FRAME_KINDS = { json: 0x4a, binary: 0x42 } as const;

/** What a frame contains. */
export type FrameKind = keyof typeof FRAME_KINDS;

/** The kind and the length before what a frame contains. */
export const HEADER_BYTES = 5;

/** The most bytes of a JSON frame. */
export const MAX_JSON_BYTES: number = 2 ** 20;

/** The deepest nesting of objects and arrays in a JSON frame. */
const MAX_JSON_DEPTH = 8;

/** The header of a frame. */
export function frameHeader(kind: FrameKind, length: number): Uint8Array {
  const header = new Uint8Array(HEADER_BYTES);
  header[0] = FRAME_KINDS[kind];
  new DataView(header.buffer).setUint32(1, length);
  return header;
}

/** A JSON frame. */
export function jsonFrame(content: object): Uint8Array {
  const text = new TextEncoder().encode(JSON.stringify(content));
  const frame = new Uint8Array(HEADER_BYTES + text.length);
  frame.set(frameHeader('json', text.length));
  frame.set(text, HEADER_BYTES);
  return frame;
}

/** Reads the header of a frame. @throws AgentError where it is of no kind that there is */
export function readHeader(header: Uint8Array): { kind: FrameKind; length: number } {
  const { buffer, byteOffset } = header;
  const length = new DataView(buffer, byteOffset, HEADER_BYTES).getUint32(1);
  if (header[0] === FRAME_KINDS.json) return { kind: 'json', length };
  if (header[0] === FRAME_KINDS.binary) return { kind: 'binary', length };
  throw new AgentError('bad-frame', 'a frame begins with a byte that names no kind of frame');
}

/** The object in a JSON frame. @throws AgentError */
export function readJson(bytes: Uint8Array): Readonly<Record<string, unknown>> {
  const text = decoded(bytes);
  if (depthOf(text) > MAX_JSON_DEPTH) {
    throw new AgentError(
      'bad-frame',
      `a JSON frame is nested deeper than ${MAX_JSON_DEPTH} levels`,
    );
  }
  const value = parsed(text);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Readonly<Record<string, unknown>>;
  }
  throw new AgentError('bad-frame', 'a JSON frame contains something other than an object');
}

function decoded(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new AgentError('bad-frame', 'a JSON frame is not UTF-8');
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Without the parser's message, which quotes the text.
    throw new AgentError('bad-frame', 'a JSON frame is not JSON');
  }
}

/** How deep brackets are nested, outside of strings. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const character = text[i];
    if (quoted) {
      if (character === '\\') i += 1;
      else if (character === '"') quoted = false;
    } else if (character === '"') quoted = true;
    else if (character === '{' || character === '[') deepest = Math.max(deepest, ++depth);
    else if (character === '}' || character === ']') depth -= 1;
  }
  return deepest;
}
