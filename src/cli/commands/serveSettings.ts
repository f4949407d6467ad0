import { flag, list, required, type SettingsFor, text, value } from '../settings/setting.ts';
import {
  type ListenAddress,
  listenAddress,
  folderName,
  pageOrigin,
  storePlace,
} from './addresses.ts';
import { DEVELOPMENT_KEYS_HELP } from './options.ts';

/** What `veilsum serve` runs with. */
export interface ServeOptions {
  readonly identity: string;
  readonly roster: string;
  readonly store: string;
  readonly heads?: string;
  readonly task?: readonly string[];
  readonly listen?: ListenAddress;
  readonly shareUnmasking?: true;
  readonly operatorToken?: string;
  readonly allowOrigin?: readonly string[];
  readonly uploadDir?: string;
  readonly tlsKey?: string;
  readonly tlsCert?: string;
  readonly allowDevelopmentKeys?: true;
  readonly untilDone?: true;
  readonly quiet?: true;
  readonly config?: string;
}

/** Settings of `veilsum serve`, in the order of its help. */
export const SERVE_SETTINGS: SettingsFor<ServeOptions> = {
  identity: required('<file>', 'the coordinator’s identity, from veilsum keygen'),
  roster: required('<file>', 'the roster of the clients'),
  store: required(
    '<place>',
    'where to keep everything that is received: a folder, or postgres://HOST/DATABASE, which several processes may share',
    storePlace,
  ),
  heads: text(
    '<dir>',
    'where this process records the progress of each session, so that a damaged or restored store is noticed; by default heads in the store’s folder',
  ),
  task: list(
    '<file>',
    'a task file: its session is opened, unless the store already has one for its round; repeatable',
  ),
  listen: value(
    '<host:port>',
    'where to listen; *:PORT for all addresses; by default 127.0.0.1:8420',
    listenAddress,
  ),
  shareUnmasking: flag(
    'split the unmasking of large sessions over all processes of the database that have this flag; needs the package pg-boss',
  ),
  operatorToken: text(
    '<file>',
    'a file with a secret: requests that contain it may open sessions and end phases',
  ),
  allowOrigin: list(
    '<origin>',
    'let pages of this origin take part, such as https://sum.example.org; repeatable',
    pageOrigin,
  ),
  uploadDir: text(
    '<dir>',
    'where to keep messages that arrive in chunks until they are complete; by default the system’s temporary folder',
    folderName,
  ),
  tlsKey: text('<file>', 'serve TLS with this key, if no proxy does'),
  tlsCert: text('<file>', 'the certificate for --tls-key'),
  allowDevelopmentKeys: flag(DEVELOPMENT_KEYS_HELP),
  untilDone: flag('stop when every session has ended'),
  quiet: flag('write no log'),
  config: text(
    '<file>',
    'a JSON object with these settings, such as {"listen": "*:8420", "quiet": true}; options and variables come before it',
  ),
};

/** What the help of `veilsum serve` says after the settings. */
export const SERVE_NOTES: string =
  '\nPut a database’s password into PGPASSWORD, PGPASSFILE or VEILSUM_STORE: others on the machine can see arguments.\nThe log goes to stderr, one JSON object per line. SIGINT or SIGTERM stops it; started again with the same store, it resumes\nwhere it was.\nExit codes: 0 stopped, 2 usage, 3 unreadable input, 4 internal.';
