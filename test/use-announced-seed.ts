import { configureGlobal } from 'fast-check';

/** Every property of the suite starts from the seed that vitest.config.ts drew and announced. */
configureGlobal({ seed: Number(process.env['FARKAS_SEED']) });
