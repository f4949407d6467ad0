/** What may follow user, host and port: one name of a database, and settings. */
const BEYOND = /^(?:\/[^/@:?#]*)?(?:\?[^@#]*)?$/;

/**
 * Whether text is an unambiguous address of PostgreSQL. A password with an unescaped `/`, `?` or
 * `#` makes an address whose host is the user, and whose database is the rest of the password: such
 * an address is rejected, so that nobody prints it.
 */
export function isDatabaseAddress(text: string): boolean {
  const [, rest] = /^postgres(?:ql)?:\/\/(.+)$/is.exec(text) ?? [];
  if (rest === undefined || !URL.canParse(text)) return false;
  return BEYOND.test(rest.replace(/^[^/?#]*/, ''));
}
