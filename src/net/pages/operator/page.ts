/**
 * The operator's page: what the coordinator publishes about its sessions, updated every two
 * seconds.
 */
import type { SessionJson } from '../../wire/sessionJson.ts';
import { sessionPart } from './sessionPart.ts';
import { sessionTable } from './sessionTable.ts';

/** Interval between updates, in milliseconds. */
const LOOK_MS = 2000;

/** JSON of what the page shows, to compare with. */
let shown = '';

function place(id: string): HTMLElement {
  return document.querySelector<HTMLElement>(`#${id}`)!;
}

/**
 * Updates the page only if something has changed, so that plots do not flicker and links keep their
 * focus.
 */
function draw(sessions: readonly SessionJson[], now: number): void {
  const chosen = location.hash.slice(1) || sessions[sessions.length - 1]?.digest;
  const state = JSON.stringify([chosen, sessions]);
  if (state === shown) return;
  shown = state;
  place('sessions').replaceChildren(sessionTable(sessions, chosen));
  const session = sessions.find(({ digest }) => digest === chosen);
  place('session').replaceChildren(...(session ? [sessionPart(session, now)] : []));
}

async function look(): Promise<void> {
  const status = place('status');
  try {
    const response = await fetch('v1/sessions');
    if (!response.ok) throw new Error(`status ${response.status}`);
    const { sessions } = (await response.json()) as { sessions: readonly SessionJson[] };
    draw(sessions, Date.now());
    status.textContent = `${sessions.length} sessions, ${new Date().toLocaleTimeString()}`;
    status.className = '';
  } catch (error) {
    status.textContent = `the coordinator does not answer: ${String(error)}`;
    status.className = 'bad';
  }
}

async function keepLooking(): Promise<never> {
  for (;;) {
    await look();
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

/** Draws the page again: charts are pictures, whose colours and width do not follow a page's style. */
function drawAgain(): void {
  shown = '';
  void look();
}

window.addEventListener('hashchange', () => void look());
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', drawAgain);
matchMedia('(max-width: 40rem)').addEventListener('change', drawAgain);
void keepLooking();
