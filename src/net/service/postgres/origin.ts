/** The timeline that the server writes on: another one after each recovery from an archive, and each promotion of a standby. */
export const TIMELINE: string = 'left(pg_walfile_name(pg_current_wal_lsn()), 8)';

/**
 * Where a session was opened, and where it is now. A row keeps the transaction that wrote it, so that one that was dumped and
 * restored is of another. $1 session.
 */
export const ORIGIN: string = `
  SELECT opened_in AS "openedIn", timeline, event.xmin::text AS "writtenIn", ${TIMELINE} AS now
  FROM veilsum.session JOIN veilsum.event ON event.session = digest AND place = 0 AND part = 0
  WHERE digest = $1`;

/** A row of the above. */
export interface Origin {
  /** The transaction, as 64 bits in decimal. */
  readonly openedIn: string;
  readonly timeline: string;
  /** The transaction that wrote the opening, as 32 bits in decimal. */
  readonly writtenIn: string;
  readonly now: string;
}

/** Why a session may have had more events than it has now; `undefined` where nothing says so. */
export function restoredFrom({ openedIn, timeline, writtenIn, now }: Origin): string | undefined {
  if ((BigInt(openedIn) & 0xffffffffn).toString() !== writtenIn) {
    return 'the database was restored from a dump';
  }
  if (timeline !== now) {
    return 'the database was restored from an archive, or another server has taken over';
  }
  return undefined;
}
