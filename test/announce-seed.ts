import { configureGlobal } from 'fast-check';

/**
 * One random seed a run, announced and replayable: FARKAS_SEED=… repeats it. Every property of the suite
 * starts from it, so a failure in a log can be run again as it was.
 */
const seed = process.env['FARKAS_SEED'] ? Number(process.env['FARKAS_SEED']) : Date.now() & 0x7fffffff;
process.env['FARKAS_SEED'] = String(seed);
configureGlobal({ seed });
