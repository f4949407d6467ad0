import { append } from '../shared/dom.ts';
import { isStoragePersistent } from '../shared/database.ts';
import { nameOf, type Open, participate, verifyKept } from './participation.ts';
import { PhaseList } from './phases.ts';
import { questionForm } from './questionForm.ts';
import { showResults } from './results.ts';
import { readSettings, type Settings } from './settings.ts';
import { type Participant, SurveyStorage } from './storage.ts';

/**
 * A survey: `<veilsum-survey settings="survey.json"></veilsum-survey>`. It enrols this browser, asks the questions of the form, takes
 * part in the session, goes on after a reload, and shows the results with their verification.
 */
export class SurveyElement extends HTMLElement {
  connectedCallback(): void {
    this.#start().catch((error: unknown) => {
      this.#fail(error);
    });
  }

  async #start(): Promise<void> {
    const settings = await readSettings(this.getAttribute('settings') ?? 'survey.json');
    document.title = settings.survey.title;
    append(this, 'h1', settings.survey.title);
    if (settings.survey.about !== undefined) append(this, 'p', settings.survey.about);
    if (settings.survey.edition !== undefined) append(this, 'p', settings.survey.edition, 'hint');
    readers(this, settings);
    const storage = await SurveyStorage.open();
    const participant = await storage.participant();
    if (!participant) this.#askToEnrol(settings, storage);
    else await this.#go(settings, participant);
  }

  #askToEnrol(settings: Settings, storage: SurveyStorage): void {
    const part = this.#part('Take part');
    if (settings.roster) {
      append(
        part,
        'p',
        'The list of participants is closed, and this browser is not on it.',
        'invalid',
      );
      append(
        part,
        'p',
        `If you have enrolled in another browser, answer there; else ask ${settings.host}.`,
      );
    }
    append(
      part,
      'p',
      'This browser makes a key, which stays in it. Its public part goes on the list of participants.',
    );
    const button = append(part, 'button', 'Create my key') as HTMLButtonElement;
    button.addEventListener('click', () => {
      button.disabled = true;
      storage
        .enrol()
        .then((participant) => {
          part.remove();
          return this.#go(settings, participant);
        })
        .catch((error: unknown) => {
          this.#fail(error);
        });
    });
  }

  async #go(settings: Settings, participant: Participant): Promise<void> {
    const { roster, policy } = settings;
    if (!roster || !policy || roster.find(participant.identity.publicKey) === undefined) {
      this.#waitForRoster(settings, participant);
      return;
    }
    const open: Open = { settings: { ...settings, roster, policy }, participant };
    const kept = await participant.record(nameOf(settings));
    if (kept) {
      showResults(this.#part('Results'), settings.survey, await verifyKept(open, kept));
      return;
    }
    const answers = await participant.answers(nameOf(settings));
    if (answers) {
      await this.#send(
        open,
        answers,
        'This page was closed before the end: it goes on with your answers.',
      );
      return;
    }
    const part = this.#part('Your answers');
    questionForm(part, settings.survey, (encoded) => {
      part.remove();
      participant
        .keepAnswers(nameOf(settings), encoded)
        .then(() => this.#send(open, encoded, 'Your answers are encrypted in this browser.'))
        .catch((error: unknown) => {
          this.#fail(error);
        });
    });
  }

  #waitForRoster({ roster, host }: Settings, { identity }: Participant): void {
    const part = this.#part('Your place on the list');
    append(
      part,
      'p',
      roster
        ? 'This browser’s key is not on the list of participants.'
        : 'The list of participants is not there yet.',
    );
    append(part, 'p', `Send this public key to ${host}, and come back with this browser:`);
    append(part, 'code', identity.publicKey.toHex(), 'key');
    const buttons = append(part, 'p', '');
    const copy = append(buttons, 'button', 'Copy the key');
    copy.addEventListener('click', () => {
      void navigator.clipboard.writeText(identity.publicKey.toHex()).then(() => {
        copy.textContent = 'Copied';
      });
    });
    append(buttons, 'button', 'Look again').addEventListener('click', () => {
      location.reload();
    });
  }

  async #send(open: Open, answers: Int32Array, first: string): Promise<void> {
    const part = this.#part('Keep this page open');
    append(part, 'p', first);
    append(
      part,
      'p',
      'It must stay open until the end, because this browser has to answer in each of five phases. If it is closed or reloaded, open it again soon in the same browser: it goes on where it was.',
    );
    const phases = new PhaseList(part);
    if (!(await isStoragePersistent())) {
      append(
        part,
        'p',
        'This browser may clear what this page keeps when its disk is short of space. Without it you cannot go on, and need a new place on the list.',
        'hint',
      );
    }
    const warn = (event: BeforeUnloadEvent): void => {
      event.preventDefault();
    };
    window.addEventListener('beforeunload', warn);
    try {
      const report = await participate(open, answers, phases);
      phases.end('Done: the sum is published. You can close this page.');
      part.remove();
      const results = this.#part('Results');
      showResults(results, open.settings.survey, report);
    } finally {
      window.removeEventListener('beforeunload', warn);
    }
  }

  #part(title: string): HTMLElement {
    const part = append(this, 'section', '');
    const heading = append(part, 'h2', title);
    // What was in focus is gone: readers of the screen go on here.
    heading.tabIndex = -1;
    if (document.activeElement !== document.body || this.querySelectorAll('section').length > 1) {
      heading.focus();
    }
    return part;
  }

  #fail(error: unknown): void {
    const text = error instanceof Error ? error.message : String(error);
    append(this, 'p', `${text}.`.replace(/\.\.$/, '.'), 'invalid').setAttribute('role', 'alert');
  }
}

/** Who can read the answers, and who cannot. */
function readers(into: HTMLElement, { host, server }: Settings): void {
  const details = append(into, 'section', '', 'readers');
  append(details, 'h2', 'Who can read your answers');
  const list = append(details, 'ul', '');
  append(
    list,
    'li',
    `The coordinator at ${server.host} cannot: it gets them hidden, and learns the sum of all answers and nothing else.`,
  );
  append(
    list,
    'li',
    `The host of this page, ${host}, can: a page’s program reads what you enter. Take part only if you trust ${host} to serve the program that was published.`,
  );
  append(
    list,
    'li',
    'Everybody sees the sum: how many people chose each option, and for numbers how often each of their binary digits is set.',
  );
}

customElements.define('veilsum-survey', SurveyElement);
