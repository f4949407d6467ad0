import { InvalidArgumentError } from 'commander';

/** An option's value that is an integer from 0. */
export function naturalNumber(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value)) {
    throw new InvalidArgumentError('a whole number from 0 is needed.');
  }
  return value;
}

/** An option's value that is a number greater than 0. */
export function positiveNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value <= 0) {
    throw new InvalidArgumentError('a number greater than 0 is needed.');
  }
  return value;
}
