import type { ChoiceGroup } from '../proofs/statement.ts';

/** The syntax of {@link choicesIn}, for messages and help. */
export const CHOICES_FORM =
  'groups as LENGTH, LENGTH:COUNT or LENGTH:LEAST-MOST, separated by commas, such as 5,4:2,6:0-6';

/**
 * Parses groups of choices: `5` is one choice of five, `4:2` two of four, `6:0-6` any number of
 * six.
 *
 * @returns `undefined` if the text is not of this form; `defineSession` checks whether the groups
 *   fit a session
 */
export function choicesIn(text: string): readonly ChoiceGroup[] | undefined {
  const groups = text.split(',').map((part): ChoiceGroup | undefined => {
    const [, length, least, most] = /^(\d{1,8})(?::(\d{1,8})(?:-(\d{1,8}))?)?$/.exec(part) ?? [];
    if (length === undefined) return undefined;
    const fewest = Number(least ?? 1);
    return { length: Number(length), least: fewest, most: Number(most ?? fewest) };
  });
  return groups.every((group) => group !== undefined) ? groups : undefined;
}
