/**
 * Mutation testing of the cores: `npm run mutation`, hours on two cores; of a part,
 * `npm run mutation -- --mutate oracles/checker/kkt.ts`. test/MUTANTS.md has the scores and what survives.
 */
export default {
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  mutate: ['oracles/checker/**/*.ts', 'src/training/**/*.ts', 'src/models/**/*.ts'],
  ignorePatterns: ['/dist', '/reports', '/farkas-results', '/bench', '/coverage'],
  // TypeScript 7 has no API to rewrite tsconfig.json with; this file does not exist, so nothing is rewritten.
  tsconfigFile: 'tsconfig.none.json',
  vitest: { configFile: 'test/mutants/vitest.config.ts', related: false },
  coverageAnalysis: 'perTest',
  concurrency: 2,
  timeoutMS: 8_000,
  reporters: ['clear-text', 'progress-append-only', 'json'],
  jsonReporter: { fileName: 'coverage/mutation.json' },
};
