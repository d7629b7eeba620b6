/** Prints the closing line of CI: vitest's count, and the package test as one more. */
import { existsSync, readFileSync } from 'node:fs';

const [file, packageExit] = process.argv.slice(2);
const counts = existsSync(file)
  ? JSON.parse(readFileSync(file, 'utf8'))
  : { numPassedTests: 0, numFailedTests: 1, numFailedTestSuites: 0 };
const packageFailed = packageExit === '0' ? 0 : 1;
// A file that fails to load counts no failed test of its own.
const failed = Math.max(counts.numFailedTests, Math.min(counts.numFailedTestSuites, 1));
console.log(`${counts.numPassedTests + 1 - packageFailed} passed, ${failed + packageFailed} failed`);
