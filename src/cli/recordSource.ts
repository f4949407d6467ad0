/** Records from files, standard input and addresses. */
import { networkFailure } from '../net/participant/unreachable.ts';
import { MAX_RECORD_BYTES } from '../record/record.ts';
import { CommandError, EXIT } from './exitCodes.ts';
import { InputFileError } from './vectors/index.ts';
import { collect, readBounded } from './vectors/readBounded.ts';

/** Limits on a download. */
export interface DownloadLimits {
  readonly bytes: number;
  /** For the whole download, with redirects. */
  readonly milliseconds: number;
}

/** Redirects that a download follows at most. */
const MOST_REDIRECTS = 5;

const LIMITS: DownloadLimits = { bytes: MAX_RECORD_BYTES, milliseconds: 600_000 };

const ADDRESS = /^[a-z][a-z0-9+.-]*:\/\//i;

/**
 * Reads the bytes of a record, which need not be one.
 *
 * @param place - A path, `-` for standard input, or an http or https address.
 * @throws InputFileError or CommandError if it cannot be read, or is larger than a record can be
 */
export async function readRecord(
  place: string,
  limits: DownloadLimits = LIMITS,
): Promise<Uint8Array> {
  if (!ADDRESS.test(place)) return readBounded(place, limits.bytes);
  const signal = AbortSignal.timeout(limits.milliseconds);
  const url = addressIn(place);
  try {
    return await download(url, limits.bytes, signal);
  } catch (error) {
    if (error instanceof CommandError || error instanceof InputFileError) throw error;
    throw new CommandError(
      EXIT.input,
      signal.aborted
        ? `${url.href}: was not complete after ${limits.milliseconds / 1000} s; download it yourself, and name the file`
        : // It is not asked again, so that the likeliest reason is given at once.
          networkFailure(url, error, { reached: false, failures: Infinity }, false).message,
    );
  }
}

async function download(start: URL, bytes: number, signal: AbortSignal): Promise<Uint8Array> {
  let url = start;
  for (let followed = 0; followed <= MOST_REDIRECTS; followed++) {
    const response = await fetch(url, { redirect: 'manual', signal });
    if (response.status < 300 || response.status >= 400) {
      return bodyOf(response, url, bytes, signal);
    }
    await response.body?.cancel();
    url = redirected(url, response);
  }
  throw new CommandError(
    EXIT.input,
    `${start.href}: redirects more than ${MOST_REDIRECTS} times; use the record’s own address`,
  );
}

/** The address of a redirect, which must not lose the protection of TLS. */
function redirected(from: URL, response: Response): URL {
  const location = response.headers.get('location');
  const to =
    location !== null && URL.canParse(location, from) ? new URL(location, from) : undefined;
  const safe = to?.protocol === 'https:' || (to?.protocol === 'http:' && from.protocol === 'http:');
  if (to && safe && to.username === '' && to.password === '') return to;
  throw new CommandError(
    EXIT.input,
    `${from.href}: redirects (${response.status}) to something else than a public http or https address${from.protocol === 'https:' ? ', or away from https' : ''}; use the record’s own address`,
  );
}

async function bodyOf(
  response: Response,
  { href }: URL,
  limit: number,
  signal: AbortSignal,
): Promise<Uint8Array> {
  if (!response.ok || !response.body) {
    await response.body?.cancel();
    throw new CommandError(EXIT.input, `${href}: ${refusal(response.status)}`);
  }
  try {
    return await collect(href, response.body, limit, 'check that it is the address of a record');
  } catch (error) {
    if (error instanceof InputFileError || signal.aborted) throw error;
    throw new CommandError(EXIT.input, `${href}: the download broke off; try again`);
  }
}

function refusal(status: number): string {
  if (status === 404 || status === 410) {
    return `there is no record at this address (${status}); check the address, or wait until the record is published`;
  }
  if (status === 401 || status === 403) {
    return `you may not read this address (${status}); download the record yourself, and name the file`;
  }
  return `the server did not send a record (${status}); try again later, or ask its operator`;
}

function addressIn(place: string): URL {
  const url = URL.canParse(place) ? new URL(place) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new CommandError(
      EXIT.usage,
      `${place}: a record is read from a file, from standard input (-), or from an http or https address`,
    );
  }
  if (url.username === '' && url.password === '') return url;
  // Without the address, which contains a password.
  throw new CommandError(
    EXIT.usage,
    'an address of a record must not contain a user or a password; download the record yourself, and name the file',
  );
}
