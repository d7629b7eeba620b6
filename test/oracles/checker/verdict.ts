import { expect } from 'vitest';
import { checkCertificate } from '../../../oracles/checker/check.ts';

/** "accepted", or the code of the refusal, which must say what was expected. */
export function verdict(certificate: unknown): string {
  const result = checkCertificate(certificate);
  if (result.accepted) return 'accepted';
  expect(result.message, result.code).toMatch(/expected .+/);
  return result.code;
}
