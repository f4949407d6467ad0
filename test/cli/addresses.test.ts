import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import {
  listenAddress,
  localFolder,
  pageOrigin,
  serverUrl,
  storePlace,
} from '../../src/cli/commands/addresses.ts';
import { joinCommand } from '../../src/cli/commands/join.ts';
import { replayCommand } from '../../src/cli/commands/replay.ts';
import { serveCommand } from '../../src/cli/commands/serve.ts';
import { simulateCommand } from '../../src/cli/commands/simulate.ts';
import { verifyCommand } from '../../src/cli/commands/verify.ts';
import { connectionsTo } from '../../src/net/service/postgres/connection.ts';

describe('a store', () => {
  it.each([
    'store',
    './a:b/store',
    'C:\\store',
    'postgres://db.example.org/veilsum',
    'postgresql://coordinator@127.0.0.1:5432/veilsum?sslmode=verify-full&sslrootcert=/etc/ca.pem',
    'postgres://owner:p%2Fss%40word@127.0.0.1/a',
    'postgres://owner:p@ss@127.0.0.1/a',
    'postgres:///veilsum',
  ])('may be %s', (place) => {
    expect(storePlace(place)).toBe(place);
  });

  it.each([
    'postgres://owner:1234/xyzSECRET@127.0.0.1:9/a',
    'postgres://owner:p@ss/SECRET@127.0.0.1:9/a',
    'postgres://owner:p#SECRET@127.0.0.1/a',
    'postgres://owner:12#SECRET@127.0.0.1/a',
    'postgres://owner:12?SECRET@127.0.0.1/a',
    'postgres://owner:SEC RET@127.0.0.1:port/a',
    'postgres://SECRET/a/b',
    'postgres:owner:SECRET@127.0.0.1/a',
    'postgers://owner:SECRET@127.0.0.1/a',
    'POSTGRES://owner:SECRET/@127.0.0.1/a',
    'mysql://owner:SECRET@127.0.0.1/a',
    'file:///SECRET',
  ])('is refused, and nothing of it repeated: %s', async (place) => {
    expect(() => storePlace(place)).toThrow(/neither a folder nor an address/);
    expect(() => storePlace(place)).not.toThrow(/SECRET|SEC RET|1234|owner/);
    const connecting = await connectionsTo(place).catch((error: unknown) => error as Error);
    expect(connecting).toMatchObject({ name: 'StoreError' });
    expect((connecting as Error).message).not.toMatch(/SECRET|SEC RET|1234|owner/);
  });
});

describe('other addresses', () => {
  it.each([
    ['127.0.0.1:8420', '127.0.0.1', 8420],
    ['[::1]:8420', '::1', 8420],
    ['::1:8420', '::1', 8420],
    ['*:80', '0.0.0.0', 80],
    ['sum.example.org:0', 'sum.example.org', 0],
  ])('to listen at: %s', (value, host, port) => {
    expect(listenAddress(value)).toEqual({ host, port });
  });

  it.each(['nowhere', ':8420', '[]:1', '[::1]', '127.0.0.1:65536', '[::1:8420'])(
    'are none to listen at: %s',
    (value) => {
      expect(() => listenAddress(value)).toThrow('HOST:PORT');
    },
  );

  it.each([
    'http://user:SECRET@127.0.0.1/',
    'https://SECRET@sum.example.org/',
    'ftp://SECRET.example.org/',
    'SECRET',
    'https://sum.example.org/?token=SECRET',
    'https://sum.example.org/#SECRET',
  ])('of a server are refused, and not repeated: %s', (value) => {
    expect(() => serverUrl(value)).toThrow(/^--server/);
    expect(() => serverUrl(value)).not.toThrow(/SECRET/);
    expect(() => pageOrigin(value)).not.toThrow(/SECRET/);
  });

  it('are no folders', () => {
    const folder = localFolder('--ledger');
    expect(folder('a:b')).toBe('a:b');
    expect(() => folder('s3://SECRET/x')).toThrow(/^--ledger names a folder of this machine/);
    expect(() => folder('s3://SECRET/x')).not.toThrow(/SECRET/);
  });

  it('are not repeated by what reads the options', () => {
    const join = joinCommand()
      .exitOverride()
      .configureOutput({ writeErr: () => undefined });
    const parse = (): Command => join.parse(['--server', 'http://u:SECRET@h/'], { from: 'user' });
    expect(parse).toThrow(/^--server/);
  });
});

describe('the help', () => {
  it.each([serveCommand(), joinCommand(), simulateCommand(), replayCommand(), verifyCommand()])(
    'shows no default that is no text: $_name',
    (command) => {
      expect(command.helpInformation()).not.toMatch(/default: [[{]/);
    },
  );
});
