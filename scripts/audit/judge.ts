/** What `npm audit --json` says of a package, as far as it matters here. */
export interface AuditReport {
  readonly vulnerabilities: Readonly<
    Record<
      string,
      {
        readonly severity: string;
        /** Advisories about this package; names of others where it only depends on one. */
        readonly via: readonly (string | Advisory)[];
      }
    >
  >;
}

/** An advisory about one package. */
export interface Advisory {
  /** Ends with the advisory's identifier. */
  readonly url: string;
  readonly title: string;
  readonly severity: string;
}

/** An advisory that does not concern this package, and why. */
export interface Allowed {
  /** The identifier, such as `GHSA-xxxx-xxxx-xxxx`. */
  readonly id: string;
  readonly because: string;
  /** The day from which it counts again, YYYY-MM-DD. */
  readonly until: string;
}

/**
 * What has to be done about a report: one line for every advisory that is not allowed, and for every entry of the list that has run out or
 * that nothing matches any more.
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
