/**
 * The version of the package that this command belongs to. Not read from package.json, which a
 * bundle does not include; a test compares the two.
 */
export const VERSION = '0.1.0';
