import { defineConfig } from 'vitest/config';

/** One random seed a run, announced and replayable: `FARKAS_SEED=… npm test` repeats it as it was. */
const seed = process.env['FARKAS_SEED'] ?? String(Math.floor(Math.random() * 0x7fffffff));
process.stderr.write(`seed ${seed} (repeat with FARKAS_SEED=${seed})\n`);

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts', 'examples/**/*.test.ts'],
    testTimeout: 120_000,
    pool: 'forks',
    env: { FARKAS_SEED: seed },
    setupFiles: ['test/use-announced-seed.ts'],
  },
});
