import type { BroadcastType } from 'veilsum/http';
import { append } from '../shared/dom.ts';

/** What happens in each of the five phases, and the message whose arrival ends it. */
const PHASES: readonly {
  readonly name: string;
  readonly text: string;
  readonly until: BroadcastType | 'record';
}[] = [
  { name: 'Advertise', text: 'everyone’s browser sends keys for this survey', until: 'advertised' },
  {
    name: 'Share',
    text: 'a spare of what hides your answers is split among the others',
    until: 'shared',
  },
  { name: 'Commit', text: 'your answers are sent, hidden', until: 'included' },
  { name: 'Confirm', text: 'everyone agrees on who is in the sum', until: 'unmasking' },
  { name: 'Unmask', text: 'what hides the sum is taken off', until: 'record' },
];

/** A list of the five phases that shows which one is going on. */
export class PhaseList {
  readonly #items: readonly HTMLElement[];
  readonly #status: HTMLElement;
  readonly #bar: HTMLProgressElement;

  constructor(into: HTMLElement) {
    const list = append(into, 'ol', '', 'phases');
    this.#items = PHASES.map(({ name, text }) => {
      const item = append(list, 'li', '');
      append(item, 'strong', name);
      append(item, 'span', `: ${text}`);
      return item;
    });
    this.#status = append(into, 'p', 'Looking for the survey’s session.', 'status');
    this.#status.setAttribute('role', 'status');
    this.#bar = append(into, 'progress', '') as HTMLProgressElement;
    this.#bar.max = 1;
    this.#bar.value = 0;
    this.#bar.setAttribute('aria-label', 'Progress of the current computation');
  }

  say(text: string): void {
    this.#status.textContent = text;
  }

  progress(fraction: number): void {
    this.#bar.value = fraction;
  }

  /** Shows that this participant waits for a message. */
  waitsFor(message: BroadcastType | 'record'): void {
    const current = PHASES.findIndex(({ until }) => until === message);
    this.#items.forEach((item, i) => {
      item.className = i < current ? 'done' : i === current ? 'current' : '';
      if (i === current) item.setAttribute('aria-current', 'step');
      else item.removeAttribute('aria-current');
    });
    const name = PHASES[current]?.name ?? message;
    this.say(`Phase ${current + 1} of 5, ${name}: done here, waiting for the others.`);
  }

  end(text: string): void {
    for (const item of this.#items) item.removeAttribute('aria-current');
    this.#bar.hidden = true;
    this.say(text);
  }
}
