/** Minimum of n. With fewer clients, a sum would not cover two honest inputs. */
export const MIN_CLIENTS = 3;

/** Maximum of n in any scheme. */
export const MAX_CLIENTS = 10_000;

/** Maximum of n where every client deals to every other, so that work and traffic grow with n². */
export const MAX_CLIENTS_ALL_TO_ALL = 500;

/** Maximum length of a client's name, in UTF-16 code units. */
export const MAX_NAME_LENGTH = 100;

/** Maximum of d, the number of coordinates in an input. */
export const MAX_LENGTH: number = 2 ** 24;

/** Maximum of c, the number of coordinates in a row. A commitment needs one generator for each. */
export const MAX_ROW_LENGTH: number = 2 ** 16;

/** Maximum number of rows, which limits the size of an envelope. */
export const MAX_ROWS = 4096;

/** Maximum number of parts in which a vector is summed. */
export const MAX_PARTS = 256;

/** Maximum length of a vector that is summed in parts, in coordinates. */
export const MAX_TOTAL_LENGTH: number = 2 ** 27;

/** Maximum size of a record, or of the records of all parts, in bytes: enough for 500 clients with 2^24 coordinates each. */
export const MAX_RECORD_BYTES: number = 2 ** 30;
