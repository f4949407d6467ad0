import type { SessionJson } from '../../wire/sessionJson.ts';
import { element, table } from './dom.ts';
import { momentText } from './figures.ts';

/** A table of all sessions, the latest first, each with a link to its details. */
export function sessionTable(
  sessions: readonly SessionJson[],
  chosen: string | undefined,
): HTMLElement {
  const rows = [...sessions].reverse().map((session) => {
    const { digest, task, round, clients, state, phases, rejections } = session;
    const open = phases[phases.length - 1]!;
    return [
      element('a', { href: `#${digest}`, 'aria-current': String(digest === chosen) }, task),
      String(round),
      element('span', { class: state }, state),
      `${open.accepted} of ${clients}`,
      String(rejections),
      momentText(phases[0]!.openedAt),
    ];
  });
  if (rows.length === 0) return element('p', {}, 'No session has been opened.');
  return table(
    ['task', 'round', 'state', 'answered in the last phase', 'rejected', 'opened'],
    rows,
    [1, 3, 4],
  );
}
