/**
 * Options that are addresses or folders. Messages do not repeat the value, which may contain a
 * password.
 */
import { InvalidArgumentError } from 'commander';
import { isDatabaseAddress } from '../../net/service/postgres/address.ts';
import { CommandError, EXIT } from '../exitCodes.ts';

/** Matches text that starts like a URL. */
const ADDRESS = /^[a-z][a-z0-9+.-]*:\/\//i;

/** The address that `veilsum serve` listens on. */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

/**
 * Parses `HOST:PORT`, `[IPv6]:PORT`, or `*:PORT` for all IPv4 addresses.
 *
 * @throws InvalidArgumentError for anything else
 */
export function listenAddress(value: string): ListenAddress {
  const [, bracketed, plain, port] = /^(?:\[([^\][]+)\]|([^\][]+)):(\d{1,5})$/.exec(value) ?? [];
  const host = bracketed ?? plain;
  if (host === undefined || Number(port) > 65_535) {
    throw new InvalidArgumentError('write HOST:PORT, such as 127.0.0.1:8420 or [::1]:8420.');
  }
  return { host: host === '*' ? '0.0.0.0' : host, port: Number(port) };
}

/**
 * Parses an option that names a folder on this machine.
 *
 * @param option - The option's name, for messages.
 * @throws CommandError if the value is a URL
 */
export function localFolder(option: string): (value: string) => string {
  return (value) => {
    if (!ADDRESS.test(value)) return value;
    throw new CommandError(EXIT.usage, `${option} names a folder of this machine, not an address`);
  };
}

/**
 * Parses a setting that names a folder on this machine; {@link localFolder} is for an option.
 *
 * @throws CommandError if the value is a URL
 */
export function folderName(value: string): string {
  if (!ADDRESS.test(value)) return value;
  throw new CommandError(EXIT.usage, 'write a folder of this machine, not an address');
}

/**
 * Parses a folder or the address of a PostgreSQL database.
 *
 * @throws CommandError for any other URL
 */
export function storePlace(value: string): string {
  const isAddress = ADDRESS.test(value) || /^postgres(ql)?:/i.test(value);
  if (!isAddress || isDatabaseAddress(value)) return value;
  throw new CommandError(
    EXIT.usage,
    'this is neither a folder nor an address such as postgres://USER@HOST:PORT/DATABASE; inside an address, write /, @, :, ? and # of a password as %2F, %40, %3A, %3F and %23',
  );
}

/**
 * Parses a coordinator's address.
 *
 * @throws CommandError if it is not an http or https URL, or has a user, a password, a query or a
 *   fragment
 */
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

/**
 * Parses the origin of web pages.
 *
 * @throws CommandError if it is not one
 */
export function pageOrigin(value: string): string {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url?.origin !== value || !/^https?:$/.test(url.protocol)) {
    throw new CommandError(
      EXIT.usage,
      'write an origin, such as https://sum.example.org, without a path',
    );
  }
  return value;
}
