/** Records from addresses: bounded in bytes, time and redirects, with a sentence where it fails. */
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { failureOf } from '../../src/cli/failures.ts';
import { readRecord } from '../../src/cli/recordSource.ts';

let server: Server | undefined;
afterEach(() => {
  server?.close().closeAllConnections();
  server = undefined;
});

async function answering(listener: RequestListener): Promise<string> {
  server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as { port: number }).port}`;
}

const LIMITS = { bytes: 1000, milliseconds: 5000 };

/** What the command says, with its exit code. */
const failure = async (place: string, limits = LIMITS): Promise<string> => {
  const error = await readRecord(place, limits).then(
    () => new Error('it was read'),
    (thrown: unknown) => thrown,
  );
  const { code, message } = failureOf(error);
  return `${code} ${message}`;
};

describe('a record is read from an address', () => {
  it('whole, through redirects', async () => {
    const url = await answering(({ url: path }, response) => {
      const left = Number(path!.slice(1));
      if (left > 0) response.writeHead(302, { location: `/${left - 1}` }).end('elsewhere');
      else response.end(Buffer.alloc(1000, 7));
    });
    expect(await readRecord(`${url}/5`, LIMITS)).toEqual(new Uint8Array(1000).fill(7));
    expect(await failure(`${url}/6`)).toMatch(/^3 http\S+\/6: redirects more than 5 times; use/);
  });

  it('up to the size of a record, also where the server sends no length, or compresses', async () => {
    const url = await answering((_request, response) => {
      const send = (): void => {
        while (response.write(Buffer.alloc(400)));
      };
      response.on('drain', send);
      send();
    });
    expect(await failure(url)).toMatch(/^3 http\S+: has more than 1000 bytes.*address of a record/);
  });

  it('in bounded time', async () => {
    const url = await answering((_request, response) => {
      response.write('x');
    });
    const late = await failure(url, { bytes: 1000, milliseconds: 50 });
    expect(late).toMatch(/^3 http\S+: was not complete after 0.05 s; download it yourself/);
  });

  it('unless the server goes away', async () => {
    const url = await answering((_request, response) => {
      response.writeHead(200, { 'content-length': 100 }).write('x', () => response.destroy());
    });
    expect(await failure(url)).toMatch(/^3 http\S+: the download broke off; try again/);
    server!.close().closeAllConnections();
    expect(await failure(url)).toMatch(/^3 http\S+ does not answer \(E?CONN/);
  });

  it.each([
    [404, /there is no record at this address \(404\)/],
    [403, /you may not read this address \(403\)/],
    [503, /the server did not send a record \(503\); try again later/],
  ])('unless the server answers %i', async (status, says) => {
    const url = await answering((_request, response) => response.writeHead(status).end('x'));
    expect(await failure(url)).toMatch(says);
  });

  it.each(['file:///etc/passwd', 'ftp://127.0.0.1/', 'http://a:b@127.0.0.1/', ''])(
    'and not from %j, to which a server redirects',
    async (location) => {
      const url = await answering((_request, response) =>
        response.writeHead(301, location === '' ? {} : { location }).end(),
      );
      expect(await failure(url)).toMatch(/redirects \(301\) to something else than a public http/);
    },
  );

  it.each([
    ['ftp://example.org/record', /^2 ftp.*from a file, from standard input \(-\), or from an http/],
    ['http://[', /^2 /],
    ['https://ann:secret@example.org/', /^2 an address of a record must not contain a user/],
  ])('and not from %s', async (place, says) => {
    const said = await failure(place);
    expect(said).toMatch(says);
    expect(said).not.toContain('secret');
  });
});
