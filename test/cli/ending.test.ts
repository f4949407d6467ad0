import { describe, expect, it } from 'vitest';
import { withResources } from '../../src/cli/resources.ts';

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
