/** With fewer honest clients, a sum would not cover two honest inputs. */
export const MIN_CLIENTS = 3;

/** The mask graph is complete: every client masks with every other. Above this, sparse graphs are needed. */
export const MAX_CLIENTS = 500;

/** Characters of a client's name, in UTF-16 code units. */
export const MAX_NAME_LENGTH = 100;

/** d, coordinates of an input. */
export const MAX_LENGTH: number = 2 ** 24;

/** c, coordinates of a row; a commitment needs one generator for each. */
export const MAX_ROW_LENGTH: number = 2 ** 16;

/** Rows of a commitment, so that an envelope stays small. */
export const MAX_ROWS = 4096;
