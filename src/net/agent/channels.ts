import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import type { Channel } from './connection.ts';

/** A channel over streams: stdin and stdout, or both sides of a socket. A reader that has gone ends the writing with an error. */
export function streamChannel(input: Readable, output: Writable): Channel {
  let broken: Error | undefined;
  output.on('error', (error) => {
    broken = error;
  });
  return {
    chunks: input as AsyncIterable<Uint8Array>,
    write: async (bytes) => {
      if (broken) throw broken;
      if (output.write(bytes)) return;
      const settled = new AbortController();
      const { signal } = settled;
      try {
        await Promise.race([once(output, 'drain', { signal }), once(output, 'close', { signal })]);
      } finally {
        settled.abort();
      }
    },
  };
}
