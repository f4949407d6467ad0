/**
 * Writes docs/settings.md from the table of settings of `veilsum serve`. With `--check`, only
 * reports whether the page is up to date.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { SERVE_SETTINGS } from '../../src/cli/commands/serveSettings.ts';
import { optionName, type Setting, variableName } from '../../src/cli/settings/setting.ts';

const FILE = 'docs/settings.md';

const rows = Object.entries<Setting>({ ...SERVE_SETTINGS }).map(([name, setting]) => {
  const value = setting.kind === 'flag' ? '' : ` ${setting.placeholder}`;
  const needed = setting.kind === 'value' && setting.required ? '**required**; ' : '';
  const field = name === 'config' ? '' : `\`${name}\``;
  const cells = [`\`${optionName(name)}${value}\``, `\`${variableName(name)}\``, field];
  return `| ${[...cells, `${needed}${setting.help}`].join(' | ')} |`;
});

const text = `# Settings of the coordinator

<!-- Written by scripts/docs/settings.ts from src/cli/commands/serveSettings.ts; change that, and run it again. -->

Every setting of \`veilsum serve\` is an option on the command line, an environment variable, and a field of the JSON object in the
file that \`--config\` names. A setting that is in several of these places is taken from the first: option, variable, file.

| option | variable | field | meaning |
| --- | --- | --- | --- |
${rows.join('\n')}

Options that may be repeated are lists in the file, and separated by commas in a variable. A list is taken from one place as a whole.
A setting that is on or off is \`true\` or \`false\` in a variable (or \`1\` and \`0\`) and in the file. An empty variable counts as missing.
Paths are relative to the folder in which the service starts. Unknown fields are rejected, and so are unknown variables that begin
with \`VEILSUM_\`, apart from those that Kubernetes sets for a service of that name. Messages name the place of a wrong value, but do
not repeat it: it may contain a password.

\`\`\`json
{
  "identity": "/etc/veilsum/coordinator.json",
  "roster": "/etc/veilsum/roster.json",
  "store": "/var/lib/veilsum/store",
  "task": ["/etc/veilsum/survey.json"],
  "listen": "*:8420"
}
\`\`\`

The client of PostgreSQL reads its own variables, such as \`PGPASSWORD\`, \`PGPASSFILE\` and \`PGSSLROOTCERT\`.
`;

const wanted = await format(text, { ...(await resolveConfig(FILE)), parser: 'markdown' });
if (!process.argv.includes('--check')) writeFileSync(FILE, wanted);
else if (readFileSync(FILE, 'utf8') !== wanted) {
  throw new Error(`${FILE} is out of date: npx tsx scripts/docs/settings.ts`);
}
