import { spawn } from 'node:child_process';

/** What a command printed, and how it ended. */
export interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The environment without what npm sets for its scripts, which would tell an inner npm that it is in this project. */
function plainEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name));
  return { ...Object.fromEntries(kept), npm_config_update_notifier: 'false', NO_COLOR: '1' };
}

/** Runs a command in a folder, to its end. */
export function runIn(folder: string, command: string, ...args: readonly string[]): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: folder, env: plainEnvironment() });
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.on('error', reject);
    child.on('close', (status) => {
      resolve({ status, stdout, stderr });
    });
  });
}

/**
 * {@link runIn} for commands that must succeed.
 *
 * @returns what it printed on stdout
 * @throws Error with all that it printed, where it does not exit with 0.
 */
export async function outputOf(
  folder: string,
  command: string,
  ...args: readonly string[]
): Promise<string> {
  const { status, stdout, stderr } = await runIn(folder, command, ...args);
  if (status !== 0) {
    throw new Error(`${command} ${args.join(' ')} exited with ${status}\n${stdout}${stderr}`);
  }
  return stdout;
}
