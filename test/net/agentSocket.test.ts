import { chmod, mkdir, mkdtemp, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { createConnection, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openAgentSocket } from '../../src/net/agent/socket.ts';
import { lockFolder } from '../../src/net/disk/folderLock.ts';
import { ALL_CHECKS } from '../../src/session/checks/enabledChecks.ts';

describe('the socket of an agent', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'veilsum-socket-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('is for its user alone, and serves one client at a time', async () => {
    const path = join(folder, 'agent.sock');
    const socket = await openAgentSocket(ALL_CHECKS, path);
    expect((await stat(path)).mode & 0o777).toBe(0o700);
    const stop = new AbortController();
    const serving = socket.serve(stop.signal, async (channel, ended) => {
      await channel.write(new TextEncoder().encode('hello'));
      if (!ended.aborted) await once(ended, 'abort');
    });
    const first = createConnection(path);
    expect(String(await once(first, 'data'))).toBe('hello');
    const second = createConnection(path);
    await once(second, 'close');
    const gone = once(first, 'close');
    stop.abort();
    await Promise.all([serving, gone]);
    await socket.close();
  });

  it('is not put where others can enter', async () => {
    await chmod(folder, 0o750);
    await expect(openAgentSocket(ALL_CHECKS, join(folder, 'agent.sock'))).rejects.toThrow(
      'others can enter its folder: make that yours alone, with chmod 700',
    );
  });

  it('is not put behind a link', async () => {
    await mkdir(join(folder, 'there'), { mode: 0o700 });
    await symlink(join(folder, 'there'), join(folder, 'link'));
    await expect(openAgentSocket(ALL_CHECKS, join(folder, 'link', 'agent.sock'))).rejects.toThrow(
      'perhaps in a link to one',
    );
  });

  it('replaces one that is dead, and nothing else', async () => {
    const path = join(folder, 'agent.sock');
    await writeFile(path, 'mine');
    await expect(openAgentSocket(ALL_CHECKS, path)).rejects.toThrow('that is not a socket');
    await rm(path);
    await symlink(join(folder, 'elsewhere'), path);
    await expect(openAgentSocket(ALL_CHECKS, path)).rejects.toThrow('that is not a socket');
    await rm(path);
    const live = createServer().listen(path);
    await once(live, 'listening');
    await expect(openAgentSocket(ALL_CHECKS, path)).rejects.toThrow('another agent listens there');
    live.close();
  });
});

describe('the lock of a folder', () => {
  it('is had by one at a time', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'veilsum-lock-'));
    const release = await lockFolder(folder, 'agent.lock');
    await expect(lockFolder(folder, 'agent.lock')).rejects.toThrow('cannot be locked');
    await release();
    await (
      await lockFolder(folder, 'agent.lock')
    )();
    await rm(folder, { recursive: true });
  });
});
