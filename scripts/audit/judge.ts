/** The parts of an `npm audit --json` report that are used here. */
export interface AuditReport {
  readonly vulnerabilities: Readonly<
    Record<
      string,
      {
        readonly severity: string;
        /**
         * Advisories about this package, and names of packages that it depends on and that have
         * some.
         */
        readonly via: readonly (string | Advisory)[];
      }
    >
  >;
}

/** An advisory about one package. */
export interface Advisory {
  /** URL that ends with the advisory's identifier. */
  readonly url: string;
  readonly title: string;
  readonly severity: string;
}

/** An advisory that does not affect this project, with the reason. */
export interface Allowed {
  /** The identifier, such as `GHSA-xxxx-xxxx-xxxx`. */
  readonly id: string;
  readonly because: string;
  /** The day from which it is reported again, YYYY-MM-DD. */
  readonly until: string;
}

/**
 * Lists what must be done about a report: one line per advisory that is not allowed, and per entry
 * of the list that has expired or no longer matches anything.
 *
 * @param today - YYYY-MM-DD
 */
export function judgeAudit(
  { vulnerabilities }: AuditReport,
  allowed: readonly Allowed[],
  today: string,
): string[] {
  const found = new Map<string, string>();
  for (const [name, { via }] of Object.entries(vulnerabilities)) {
    for (const advisory of via) {
      if (typeof advisory === 'string') continue;
      const id = advisory.url.slice(advisory.url.lastIndexOf('/') + 1);
      found.set(id, `${name}: ${advisory.title} (${advisory.severity}, ${id})`);
    }
  }
  const problems: string[] = [];
  for (const [id, line] of found) {
    const entry = allowed.find((one) => one.id === id);
    if (entry === undefined) problems.push(line);
    else if (entry.until <= today) problems.push(`${line}: allowed until ${entry.until} only`);
  }
  for (const { id } of allowed) {
    if (!found.has(id)) problems.push(`${id} is allowed, and nothing is found of it: take it away`);
  }
  return problems;
}
