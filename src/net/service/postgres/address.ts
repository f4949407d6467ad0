/** What may follow user, host and port: the name of a database, and settings. */
const BEYOND = /^(?:\/[^/@:?#]*)?(?:\?[^@#]*)?$/;

/**
 * Whether a text is an unambiguous address of a PostgreSQL database. If a password has an unescaped
 * `/`, `?` or `#`, the user is parsed as the host, and the rest of the password as the database.
 * Such an address is rejected, because its host and database are shown in messages.
 */
export function isDatabaseAddress(text: string): boolean {
  const [, rest] = /^postgres(?:ql)?:\/\/(.+)$/is.exec(text) ?? [];
  if (rest === undefined || !URL.canParse(text)) return false;
  return BEYOND.test(rest.replace(/^[^/?#]*/, ''));
}
