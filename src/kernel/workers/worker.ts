/** Worker program of the kernel, bundled into one script for browsers and Node. */
import { Arenas } from '../arena.ts';
import { commitRows } from '../commit.ts';
import type { WorkOptions } from '../kernel.ts';
import { platformKeys } from '../keystream.ts';
import { addMasks } from '../masks.ts';
import { sumRistretto } from '../ristrettoSum.ts';
import { takeOrders, type Answering } from './port.ts';
import type { Answer, Order, Task } from './tasks.ts';

const running = new Map<number, AbortController>();
let arenas: Arenas | undefined;

/** Does a task, and wipes its secrets. */
async function perform(task: Task, options: WorkOptions): Promise<Uint8Array<ArrayBuffer>> {
  return arenas!.during(async (arena) => {
    if (task.kind === 'commit') {
      try {
        return await commitRows(arena, task, options);
      } finally {
        task.values.fill(0);
        task.blinders.fill(0);
      }
    }
    if (task.kind === 'ristretto') {
      const sum = await sumRistretto(arena, task.encodings, task.scalars, options);
      return new Uint8Array(sum ?? []);
    }
    try {
      const into = new Uint8Array(task.into);
      await addMasks(arena, platformKeys(), into, task.masks, task.firstBlock, options);
      return into;
    } finally {
      task.into.fill(0);
      for (const { key } of task.masks) key.fill(0);
    }
  });
}

async function run(id: number, task: Task): Promise<void> {
  const controller = new AbortController();
  running.set(id, controller);
  try {
    const result = await perform(task, {
      signal: controller.signal,
      onProgress: (fraction) => {
        answer({ kind: 'progress', id, fraction });
      },
    });
    answer({ kind: 'done', id, result }, [result.buffer]);
  } catch {
    answer({ kind: 'failed', id });
  } finally {
    running.delete(id);
  }
}

function obey(order: Order): void {
  if (order.kind === 'modules') arenas = new Arenas(order.modules);
  else if (order.kind === 'cancel') running.get(order.id)?.abort();
  else void run(order.id, order.task);
}

const answer: Answering<Answer> = takeOrders(obey);
