import js from '@eslint/js';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  {
    ignores: [
      'dist',
      'examples/dist',
      'docs/api',
      'docs/api-pages',
      'docs/.vitepress/cache',
      'docs/.vitepress/dist',
      'node_modules',
      'src/kernel/assembly',
      'src/kernel/generated',
      'src/proofs/generated',
      'src/net/generated',
      'build-examples',
      'demo-output',
      'keys/.cache',
      'build-mutation',
    ],
  },
  js.configs.recommended,
  tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ['eslint.config.js', '.dependency-cruiser.cjs'] },
      },
    },
    rules: {
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      'no-console': 'error',
      eqeqeq: 'error',
    },
  },
  {
    // A write that fails decides no exit code, and text from elsewhere is escaped: output.ts sees to both.
    files: ['src/**'],
    ignores: ['src/cli/output.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'stdout', message: 'Use print of cli/output.ts.' },
        { object: 'process', property: 'stderr', message: 'Use printError of cli/output.ts.' },
      ],
    },
  },
  {
    files: ['scripts/**', 'test/**', 'docs/**'],
    rules: { 'no-console': 'off', '@typescript-eslint/no-unsafe-assignment': 'off' },
  },
  {
    files: ['**/*.js', '**/*.cjs'],
    extends: [tseslint.configs.disableTypeChecked],
    // They state their types in JSDoc.
    rules: { '@typescript-eslint/explicit-module-boundary-types': 'off' },
  },
  { files: ['**/*.cjs'], languageOptions: { globals: { module: 'writable' } } },
);
