import { InputFileError } from './inputFileError.ts';

/**
 * The text of a file in UTF-8, without a byte order mark.
 *
 * @throws InputFileError where the bytes are no UTF-8
 */
export function decodeText(path: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new InputFileError(path, 'is not text in UTF-8: save it again in that encoding.', {
      cause: error,
    });
  }
}
