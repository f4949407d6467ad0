import { type Answer, encodeAnswers, type Question, type Survey } from 'veilsum/survey';
import { append } from '../shared/dom.ts';

/** Shows the questions of a survey, and calls back with the encoded answers once they are complete. */
export function questionForm(
  into: HTMLElement,
  survey: Survey,
  send: (answers: Int32Array) => void,
): void {
  const form = append(into, 'form', '') as HTMLFormElement;
  const read = survey.questions.map((question, i) => questionField(form, question, i));
  const problem = append(form, 'p', '', 'invalid');
  problem.setAttribute('role', 'alert');
  append(form, 'button', 'Send my answers').setAttribute('type', 'submit');
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    try {
      const answers = encodeAnswers(
        survey,
        read.map((answer) => answer()),
      );
      problem.textContent = '';
      send(answers);
    } catch (error) {
      problem.textContent = `Not sent: ${error instanceof Error ? error.message : String(error)}.`;
    }
  });
}

/** One question. @returns how to read its answer */
function questionField(form: HTMLElement, question: Question, i: number): () => Answer {
  const field = append(form, 'fieldset', '', question.kind);
  append(field, 'legend', `${i + 1}. ${question.text}`);
  switch (question.kind) {
    case 'number':
      return numberField(field, question, `q${i}`);
    case 'scale': {
      const { from, to, low, high } = question;
      const steps = Array.from({ length: to - from + 1 }, (_, step) => String(from + step));
      const boxes = boxesOf(field, 'radio', steps, `q${i}`, true);
      const ends = [low && `${from} means ${low}`, high && `${to} means ${high}`].filter(Boolean);
      if (ends.length > 0) hint(field, `${ends.join('; ')}.`, `q${i}`);
      return () => from + boxes.findIndex(({ checked }) => checked);
    }
    case 'choice': {
      const { options, least, most } = question;
      const single = least === 1 && most === 1;
      const boxes = boxesOf(field, single ? 'radio' : 'checkbox', options, `q${i}`, single);
      if (!single)
        hint(field, `Choose ${least === most ? least : `from ${least} to ${most}`}.`, `q${i}`);
      return () => boxes.flatMap(({ checked }, option) => (checked ? [option] : []));
    }
  }
}

function numberField(
  field: HTMLElement,
  { text, min, max, unit }: Extract<Question, { kind: 'number' }>,
  name: string,
): () => number {
  const input = append(field, 'input', '') as HTMLInputElement;
  input.type = 'number';
  input.min = String(min);
  input.max = String(max);
  input.step = '1';
  input.required = true;
  input.setAttribute('aria-label', text);
  hint(
    field,
    `A whole number from ${min} to ${max}${unit === undefined ? '' : `, ${unit}`}.`,
    name,
  );
  input.setAttribute('aria-describedby', `${name}-hint`);
  return () => (input.value === '' ? NaN : Number(input.value));
}

function boxesOf(
  field: HTMLElement,
  type: 'radio' | 'checkbox',
  options: readonly string[],
  name: string,
  required: boolean,
): HTMLInputElement[] {
  const all = append(field, 'div', '', 'options');
  return options.map((option) => {
    const label = append(all, 'label', '');
    const input = append(label, 'input', '') as HTMLInputElement;
    Object.assign(input, { type, name, required });
    append(label, 'span', option);
    return input;
  });
}

function hint(field: HTMLElement, text: string, name: string): void {
  append(field, 'p', text, 'hint').id = `${name}-hint`;
  field.setAttribute('aria-describedby', `${name}-hint`);
}
