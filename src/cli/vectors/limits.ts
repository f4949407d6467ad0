/** The most values that one file may hold: as many doubles as a file of the greatest size. */
export const MAX_VALUES: number = 2 ** 25;

/** The greatest binary file, in bytes. */
export const MAX_BINARY_BYTES: number = 2 ** 28;

/** The greatest text file, in bytes: text takes several times its size in memory while it is read. */
export const MAX_TEXT_BYTES: number = 2 ** 26;

/** The most values that the files of one folder may hold together: 1 GiB of doubles. */
export const MAX_FOLDER_VALUES: number = 2 ** 27;
