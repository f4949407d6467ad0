/**
 * Asks npm for known vulnerabilities in the dependencies and optional peer dependencies, and fails
 * for every advisory that scripts/audit/allowed.json does not list with a reason and an expiry day.
 * It needs the network, so it is not part of `npm run verify`.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { type Allowed, type AuditReport, judgeAudit } from './judge.ts';

const allowed = JSON.parse(
  readFileSync(new URL('allowed.json', import.meta.url), 'utf8'),
) as readonly Allowed[];
// npm exits with 1 if it finds anything; `judgeAudit` decides instead.
const { stdout, stderr } = spawnSync('npm', ['audit', '--omit=dev', '--json'], {
  encoding: 'utf8',
});
const report = parsed(stdout);
if (report?.vulnerabilities === undefined) {
  throw new Error(`npm audit gave no report\n${stdout}${stderr}`);
}
const today = new Date().toISOString().slice(0, 'YYYY-MM-DD'.length);
const problems = judgeAudit({ vulnerabilities: report.vulnerabilities }, allowed, today);
for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exitCode = 1;
else console.log(`no known vulnerability, but for ${allowed.length} that do not concern it`);

function parsed(text: string): Partial<AuditReport> | undefined {
  try {
    return JSON.parse(text) as Partial<AuditReport>;
  } catch {
    return undefined;
  }
}
