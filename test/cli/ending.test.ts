import { describe, expect, it } from 'vitest';
import { LedgerWatch } from '../../src/cli/ledgerWatch.ts';
import { withResources } from '../../src/cli/resources.ts';
import { memoryLedger } from '../../src/session/ledger.ts';

describe('what a command opened', () => {
  it('is released last first, however the command ends', async () => {
    const released: number[] = [];
    const work = (fails: boolean): Promise<string> =>
      withResources(async (resources) => {
        for (const i of [1, 2, 3]) resources.add(() => void released.push(i));
        if (fails) throw new Error('the work failed');
        return Promise.resolve('done');
      });
    expect(await work(false)).toBe('done');
    await expect(work(true)).rejects.toThrow('the work failed');
    expect(released).toEqual([3, 2, 1, 3, 2, 1]);
  });

  it('is released also where releasing fails, which counts where nothing else failed', async () => {
    let released = 0;
    const work = (error?: Error): Promise<void> =>
      withResources(async (resources) => {
        resources.add(() => void (released += 1));
        resources.add(() => Promise.reject(new Error('does not close')));
        if (error) return Promise.reject(error);
        return Promise.resolve();
      });
    await expect(work()).rejects.toThrow('does not close');
    await expect(work(new Error('the work failed'))).rejects.toThrow('the work failed');
    expect(released).toBe(2);
  });
});

describe('who is interrupted is told what is used up:', () => {
  const participation = { task: 'survey', round: 4, session: '00' };

  it('nothing, before the claim', () => {
    const watch = new LedgerWatch(memoryLedger(), false);
    expect(watch.next).toBe('no round is used up; run the same command again');
  });

  it('the round, once it is claimed, and not where another session has it', async () => {
    const ledger = memoryLedger();
    const watch = new LedgerWatch(ledger, false);
    expect(await watch.ledger.claim(participation)).toBe(true);
    expect(watch.next).toMatch(/^round 4 is used up, and can’t be joined again/);
    const other = new LedgerWatch(ledger, false);
    expect(await other.ledger.claim(participation)).toBe(false);
    expect(other.next).toMatch(/^no round is used up/);
  });

  it('nothing that notes do not make up for', async () => {
    const watch = new LedgerWatch(memoryLedger(), true);
    await watch.ledger.claim(participation);
    expect(watch.next).toBe('run the same command again to go on');
  });
});
