import { InputFileError } from './inputFileError.ts';

/**
 * The text of a file in UTF-8, without a byte order mark.
 *
 * @throws InputFileError where the bytes are no UTF-8
 */
export function decodeText(path: string, bytes: Uint8Array): string {
  if (isUtf16(bytes)) {
    throw new InputFileError(
      path,
      'is text in UTF-16, as Windows PowerShell writes it: save it as UTF-8, there with -Encoding utf8.',
    );
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new InputFileError(path, 'is not text in UTF-8: save it again in that encoding.', {
      cause: error,
    });
  }
}

/** A byte order mark of UTF-16, or text in it without one: every character that a number or JSON begins with has one zero byte. */
function isUtf16([first, second, third, fourth]: Uint8Array): boolean {
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return true;
  const little = first !== 0 && second === 0 && third !== 0 && fourth === 0;
  return little || (first === 0 && second !== 0 && third === 0 && fourth !== 0);
}
