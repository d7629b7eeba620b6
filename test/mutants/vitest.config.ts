import { defineConfig } from 'vitest/config';

const ALL = [
  'test/oracles/checker/*.test.ts',
  'test/oracles/**/certificate*.test.ts',
  'test/oracles/two-layer/infeasible.test.ts',
  'test/training/**/*.test.ts',
  'test/models/*.test.ts',
];

/**
 * The tests of the cores alone, at one seed: a mutant that is killed stays killed. MUTANT_TESTS, patterns with commas between them,
 * runs fewer: seconds a mutant where only the tests of its folder concern it.
 */
export default defineConfig({
  test: {
    include: process.env['MUTANT_TESTS']?.split(',') ?? ALL,
    testTimeout: 120_000,
    env: { FARKAS_SEED: '1' },
    setupFiles: ['test/use-announced-seed.ts'],
  },
});
