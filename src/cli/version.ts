/**
 * The version of the package. It is not read from package.json, which a bundle does not include; a
 * test compares the two.
 */
export const VERSION = '0.1.0';
