/** Options that are addresses or places. What is wrong with one is said without repeating it: it may hold a password. */
import { InvalidArgumentError } from 'commander';
import { isDatabaseAddress } from '../../net/service/postgres/address.ts';
import { CommandError, EXIT } from '../exitCodes.ts';

/** What begins as an address does. */
const ADDRESS = /^[a-z][a-z0-9+.-]*:\/\//i;

/** Where `veilsum serve` listens. */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

/** `HOST:PORT`, `[IPv6]:PORT`, or `*:PORT` for every address of IPv4. */
export function listenAddress(value: string): ListenAddress {
  const [, bracketed, plain, port] = /^(?:\[([^\][]+)\]|([^\][]+)):(\d{1,5})$/.exec(value) ?? [];
  const host = bracketed ?? plain;
  if (host === undefined || Number(port) > 65_535) {
    throw new InvalidArgumentError('write HOST:PORT, such as 127.0.0.1:8420 or [::1]:8420.');
  }
  return { host: host === '*' ? '0.0.0.0' : host, port: Number(port) };
}

/** A folder on this machine, `option` being what it was named with. @throws CommandError for an address */
export function localFolder(option: string): (value: string) => string {
  return (value) => {
    if (!ADDRESS.test(value)) return value;
    throw new CommandError(EXIT.usage, `${option} names a folder of this machine, not an address`);
  };
}

/** A folder, or an address of PostgreSQL. @throws CommandError for any other address */
export function storePlace(value: string): string {
  const isAddress = ADDRESS.test(value) || /^postgres(ql)?:/i.test(value);
  if (!isAddress || isDatabaseAddress(value)) return value;
  throw new CommandError(
    EXIT.usage,
    '--store (or VEILSUM_STORE) is neither a folder nor an address such as postgres://USER@HOST:PORT/DATABASE; inside an address, write /, @, :, ? and # of a password as %2F, %40, %3A, %3F and %23',
  );
}

/** A coordinator's address. @throws CommandError */
export function serverUrl(value: string): URL {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new CommandError(EXIT.usage, '--server: write a URL, such as https://sum.example.org/');
  }
  if (url.username !== '' || url.password !== '') {
    throw new CommandError(
      EXIT.usage,
      '--server: leave out the user and the password; requests are signed with your identity',
    );
  }
  if (url.search !== '' || url.hash !== '') {
    throw new CommandError(EXIT.usage, '--server: leave out the query and the fragment (? and #)');
  }
  return url;
}

/** An origin of pages. @throws CommandError */
export function pageOrigin(value: string): string {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url?.origin !== value || !/^https?:$/.test(url.protocol)) {
    throw new CommandError(
      EXIT.usage,
      '--allow-origin: write an origin, such as https://sum.example.org, without a path',
    );
  }
  return value;
}
