/**
 * The trusted kernel: re-checks a certificate in exact rational arithmetic. It runs no solver, shares no
 * code with the oracles that make certificates, and imports src/numbers/rational only. FORMAT.md specifies
 * the format and the argument behind each kind.
 */
import { checkBetterPoint } from './better-point.ts';
import { checkCurve } from './curve.ts';
import {
  checkDiagonalBetterPoint,
  checkDiagonalCurve,
  checkDiagonalKkt,
  checkDiagonalLocalOptimum,
} from './diagonal.ts';
import { checkInfeasible } from './infeasible.ts';
import { checkKkt } from './kkt.ts';
import { checkL2Margin } from './l2-margin.ts';
import { checkL1Face, checkLinfFace } from './lp-face.ts';
import { checkL1Margin, checkLinfMargin } from './lp-margin.ts';
import { checkOptimum } from './optimum.ts';
import { checkQMuMinimum } from './q-mu-minimum.ts';
import { type Check, type Code, Entry, Rejection } from './reading.ts';
import { checkStrictOptimum } from './strict-optimum.ts';
import { checkTwoLayer } from './two-layer.ts';
import { checkTwoLayerInfeasible } from './two-layer-infeasible.ts';
import { checkTwoLayerSymmetric } from './two-layer-symmetric.ts';

/** Longest certificate as text, in characters. */
export const MAX_CERTIFICATE_LENGTH = 2 ** 25;
/** Deepest nesting of arrays and objects; what is deeper is refused before it is parsed. */
export const MAX_DEPTH = 32;

/** One kind of claim a line: to add one, write its check in a file beside this and register it here. */
const CHECKS: ReadonlyMap<string, Check> = new Map([
  ['diagonal-kkt', checkDiagonalKkt],
  ['diagonal-local-optimum', checkDiagonalLocalOptimum],
  ['diagonal-not-global-optimum', checkDiagonalBetterPoint],
  ['diagonal-not-local-optimum', checkDiagonalCurve],
  ['infeasible', checkInfeasible],
  ['kkt', checkKkt],
  ['l1-face', checkL1Face],
  ['l1-margin', checkL1Margin],
  ['l2-margin', checkL2Margin],
  ['linf-face', checkLinfFace],
  ['linf-margin', checkLinfMargin],
  ['not-global-optimum', checkBetterPoint],
  ['not-local-optimum', checkCurve],
  ['optimum', checkOptimum],
  ['q-mu-minimum', checkQMuMinimum],
  ['strict-local-optimum', checkStrictOptimum],
  ['two-layer-infeasible', checkTwoLayerInfeasible],
  ['two-layer-margin', checkTwoLayer],
  ['two-layer-symmetric', checkTwoLayerSymmetric],
]);

/** The statement that was proved: a JSON object with exactly the fields of its kind. */
export interface Claim {
  readonly kind: string;
  readonly [field: string]: unknown;
}

export type CheckResult =
  | { readonly accepted: true; readonly claim: Claim }
  | { readonly accepted: false; readonly code: Code; readonly path: string; readonly message: string };

/** Checks a certificate given as JSON text or as the value read from it. Never throws on bad certificates. */
export function checkCertificate(certificate: unknown): CheckResult {
  try {
    const root = new Entry(typeof certificate === 'string' ? parse(certificate) : certificate);
    const { format, ...parts } = root.fields('format', 'claim', 'data', 'solution', 'derivation');
    if (format.text() !== 'farkas/certificate@1')
      format.reject('unknown-format', 'expected "farkas/certificate@1"');
    const claim = parts.claim.value as Claim;
    const kind: Entry = parts.claim.field('kind');
    const check = CHECKS.get(kind.text());
    if (!check) kind.reject('unknown-kind', `expected one of ${[...CHECKS.keys()].join(', ')}`);
    check(parts);
    return { accepted: true, claim };
  } catch (error) {
    if (!(error instanceof Rejection)) throw error;
    return { accepted: false, code: error.code, path: error.path, message: error.message };
  }
}

function parse(text: string): unknown {
  if (text.length > MAX_CERTIFICATE_LENGTH)
    throw new Rejection(
      'too-large',
      '',
      `expected at most ${MAX_CERTIFICATE_LENGTH} characters, found ${text.length}`,
    );
  if (isDeep(text)) throw new Rejection('too-large', '', `expected at most ${MAX_DEPTH} levels of nesting`);
  try {
    return JSON.parse(text);
  } catch {
    throw new Rejection('not-json', '', 'expected JSON');
  }
}

/** Whether brackets outside strings nest deeper than allowed; of text that is not JSON it may say anything. */
function isDeep(text: string): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '[' || character === '{') {
      depth++;
      if (depth > MAX_DEPTH) return true;
    } else if (character === ']' || character === '}') depth--;
    else if (character === '"') {
      at++;
      while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
    }
  }
  return false;
}
