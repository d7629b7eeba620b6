import { defineConfig } from 'vitest/config';

/** The tests of the cores alone, at one seed: a mutant that is killed stays killed. */
export default defineConfig({
  test: {
    include: [
      'test/oracles/checker/*.test.ts',
      'test/oracles/**/certificate*.test.ts',
      'test/oracles/two-layer/infeasible.test.ts',
      'test/training/**/*.test.ts',
      'test/models/*.test.ts',
    ],
    testTimeout: 120_000,
    env: { FARKAS_SEED: '1' },
    setupFiles: ['test/use-announced-seed.ts'],
  },
});
