import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/**
 * The script of a page, bundled for browsers as an application would.
 *
 * @param entry - its source
 * @param external - modules that the page finds elsewhere
 */
export async function bundled(entry: URL, external: readonly string[] = []): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(entry)],
    bundle: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    external: [...external],
    write: false,
  });
  return outputFiles[0]!.text;
}
