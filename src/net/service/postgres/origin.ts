/**
 * SQL for the server's current timeline, which changes with each recovery from an archive and each
 * promotion of a standby.
 */
export const TIMELINE: string = 'left(pg_walfile_name(pg_current_wal_lsn()), 8)';

/**
 * SQL for where a session was opened and where it is now; $1 is the session. A row has the
 * transaction that wrote it, so a row restored from a dump has another one.
 */
export const ORIGIN: string = `
  SELECT opened_in AS "openedIn", timeline, event.xmin::text AS "writtenIn", ${TIMELINE} AS now
  FROM veilsum.session JOIN veilsum.event ON event.session = digest AND place = 0 AND part = 0
  WHERE digest = $1`;

/** A row of {@link ORIGIN}. */
export interface Origin {
  /** The transaction that opened the session: 64 bits, in decimal. */
  readonly openedIn: string;
  /** The server's timeline when the session was opened. */
  readonly timeline: string;
  /** The transaction that wrote the row of the opening: 32 bits, in decimal. */
  readonly writtenIn: string;
  /** The server's timeline now. */
  readonly now: string;
}

/** Why a session may have lost events; `undefined` if nothing suggests it. */
export function restoredFrom({ openedIn, timeline, writtenIn, now }: Origin): string | undefined {
  if ((BigInt(openedIn) & 0xffffffffn).toString() !== writtenIn) {
    return 'the database was restored from a dump';
  }
  if (timeline !== now) {
    return 'the database was restored from an archive, or another server has taken over';
  }
  return undefined;
}
