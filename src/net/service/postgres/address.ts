/** What may follow user, host and port: one name of a database, and settings. */
const BEYOND = /^(?:\/[^/@:?#]*)?(?:\?[^@#]*)?$/;

/**
 * Whether text is an address of PostgreSQL that says what it seems to say. A password with an unescaped `/`, `?` or `#` makes an
 * address whose host is the user, and whose database is the rest of the password: that is none, so that nobody prints it.
 */
export function isDatabaseAddress(text: string): boolean {
  const [, rest] = /^postgres(?:ql)?:\/\/(.+)$/is.exec(text) ?? [];
  if (rest === undefined || !URL.canParse(text)) return false;
  return BEYOND.test(rest.replace(/^[^/?#]*/, ''));
}
