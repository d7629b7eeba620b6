import type { Certificate } from '../../../oracles/certificate.ts';
import { caseSeed, drawCase } from '../../../src/claims/seeds.ts';
import type { FlowCase } from '../../../src/generators/flow-cases.ts';
import type { Exhibit } from '../../../src/reporting/exhibit.ts';
import { powerOfTen } from '../../../src/reporting/pages/markdown.ts';
import { MARKS } from '../approach.ts';
import {
  ARCHITECTURES,
  type Architecture,
  ASSUMPTIONS,
  type Assumption,
  type CellEvidence,
} from '../cell.ts';
import { CELLS } from '../cells.ts';
import { decideApproach } from '../decide-limit.ts';
import { type Standing, standingOf } from '../standing.ts';

/** Instances drawn of each family, besides those printed. */
const DRAWN = 4;

/** What certificates prove of one limit. */
export type Outcome = 'global' | 'local' | 'local, not global' | 'not local' | 'undecided';

/** What the instances of one family came to. */
export interface DecidedEvidence {
  readonly id: string;
  readonly claim: string;
  readonly architecture: Architecture;
  readonly assumption: Assumption;
  readonly starts: string;
  readonly outcomes: Readonly<Partial<Record<Outcome, number>>>;
  /** Certificates of the first instance of each outcome, by file name. */
  readonly certificates: Readonly<Record<string, Certificate>>;
}

export function outcomeOf({ kkt, local, global }: Standing): Outcome {
  if (!kkt) return 'undecided';
  if (global) return 'global';
  if (local === false) return 'not local';
  if (!local) return 'undecided';
  return global === false ? 'local, not global' : 'local';
}

/** Runs the instances of a family: each counts if its run tends to its limit, with the outcome that its certificates prove. */
export function decideEvidence(evidence: CellEvidence, seed: number): DecidedEvidence {
  const { id, claim, architecture, assumption, starts, printed, cases } = evidence;
  const drawn = Array.from({ length: DRAWN }, (_, i) => drawCase(cases, caseSeed(seed, `table/${id}`, i)));
  const outcomes: Partial<Record<Outcome, number>> = {};
  const certificates: Record<string, Certificate> = {};
  for (const flow of [...printed, ...drawn]) {
    const { outcome, proofs } = decideRun(evidence, flow);
    if (!outcomes[outcome])
      for (const proof of proofs)
        certificates[`${id}-${outcome.replaceAll(/\W+/g, '-')}-${proof.claim.kind}`] = proof;
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
  }
  return { id, claim, architecture, assumption, starts, outcomes, certificates };
}

function decideRun(
  { limitOf }: CellEvidence,
  flow: FlowCase,
): { outcome: Outcome; proofs: readonly Certificate[] } {
  const limit = limitOf(flow);
  if (typeof limit === 'string') return { outcome: 'undecided', proofs: [] };
  const standing = standingOf(limit.certificates);
  if (typeof standing === 'string' || decideApproach(limit).outcome !== 'supports')
    return { outcome: 'undecided', proofs: [] };
  return { outcome: outcomeOf(standing), proofs: limit.certificates };
}

/** Cells that no run decides: what our notes say of them, and how firmly. */
const STATED: Readonly<Partial<Record<Architecture, Readonly<Partial<Record<Assumption, string>>>>>> = {
  'fully connected linear, depth ≥ 2': { 'non-zero pre-activations': '–' },
  'diagonal linear, depth 2': { 'non-zero pre-activations': '–' },
  'diagonal linear, depth ≥ 3': { 'non-zero pre-activations': '–' },
  'convolution linear, n = 1': { 'non-zero pre-activations': '–' },
  'convolution linear, n ≥ 2': { 'non-zero pre-activations': '–' },
  'fully connected ReLU, depth ≥ 3': {
    'no assumption': 'neither (expected, not run)',
    'non-zero weights': 'neither (expected, not run)',
    'non-zero pre-activations': 'each layer local (expected, not run); jointly open',
  },
};

/**
 * What the limits seen say of a cell. Those of stronger assumptions count too.
 * 'neither' if some limit is not even local; else 'local', with what is known of it being global.
 */
export function cellVerdict(
  decided: readonly DecidedEvidence[],
  architecture: Architecture,
  assumption: Assumption,
): string {
  const covered = decided.filter(
    (evidence) =>
      evidence.architecture === architecture &&
      ASSUMPTIONS.indexOf(evidence.assumption) >= ASSUMPTIONS.indexOf(assumption),
  );
  const seen = new Set(covered.flatMap(({ outcomes }) => Object.keys(outcomes) as Outcome[]));
  const stated = STATED[architecture]?.[assumption];
  if (stated) return stated;
  if (seen.size === 0 || seen.has('undecided')) return 'undecided';
  if (seen.has('not local')) return 'neither';
  if (seen.has('local, not global')) return 'local, not always global';
  return seen.has('local') ? 'local' : 'global';
}

function cellText(
  decided: readonly DecidedEvidence[],
  architecture: Architecture,
  assumption: Assumption,
): string {
  const own = decided.filter(
    (evidence) => evidence.architecture === architecture && evidence.assumption === assumption,
  );
  const lines = own.map(({ claim, starts, outcomes, certificates }) => {
    const counts = Object.entries(outcomes).map(([outcome, count]) => `${count} ${outcome}`);
    const links = Object.keys(certificates).map((name, i) => `[${i + 1}](certificates/${name}.json)`);
    return `${claim}, ${starts.replaceAll('|', '\\|')}: ${counts.join(', ')} (${links.join(' ')})`;
  });
  return [`**${cellVerdict(decided, architecture, assumption)}**`, ...lines].join('<br>');
}

/** Architecture × assumption × {global, local, neither}, decided by running and certifying instances of every family. */
export const table: Exhibit = {
  id: 'table',
  title: 'When the limit is optimal',
  build(seed) {
    const decided = CELLS.map((evidence) => decideEvidence(evidence, seed));
    const rows = ARCHITECTURES.map(
      (architecture) =>
        `| ${[architecture, ...ASSUMPTIONS.map((assumption) => cellText(decided, architecture, assumption))].join(' | ')} |`,
    );
    return {
      markdown: [
        `Limits of the flow from n𝓛(θ₀) < ℓ(0). Columns say what is assumed of the limit. A cell is **global** or **local** if all limits seen are certified so, **neither** if some limit is certified not to be a local optimum; limits with a stronger assumption count for the weaker ones too. Each line is a family of starts: ${DRAWN} drawn instances and the printed ones, each run to log10 loss ${powerOfTen(MARKS.at(-1)!)} with the distance to its exact limit falling at the predicted rate; the numbers link to the certificates of the first instance of each outcome. Only "not local" and "not global" settle a cell by themselves; that a family is always local or global is what its claim checks on many more draws.`,
        [
          `| ${['architecture', ...ASSUMPTIONS].join(' | ')} |`,
          `|${' --- |'.repeat(ASSUMPTIONS.length + 1)}`,
          ...rows,
        ].join('\n'),
      ].join('\n\n'),
      data: {
        drawn: DRAWN,
        log10Loss: MARKS.at(-1)!,
        families: decided.map(({ certificates, ...rest }) => ({
          ...rest,
          certificates: Object.keys(certificates),
        })),
        cells: ARCHITECTURES.map((architecture) => ({
          architecture,
          verdicts: ASSUMPTIONS.map((assumption) => cellVerdict(decided, architecture, assumption)),
        })),
      },
      certificates: Object.assign({}, ...decided.map(({ certificates }) => certificates)),
    };
  },
};
