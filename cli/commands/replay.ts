import type { Command } from 'commander';
import { storedCaseSchema } from '../../src/claims/case-file.ts';
import { controlOf } from '../../src/claims/case-job.ts';
import type { AnyClaim } from '../../src/claims/claim.ts';
import type { Decision } from '../../src/claims/decision.ts';
import { BadInput } from '../../src/data/bad-input.ts';
import { parseJson } from '../../src/data/json.ts';
import { readText } from '../../src/data/read-text.ts';
import { validate } from '../../src/data/validate.ts';
import { EXIT } from '../exit-codes.ts';
import { loadClaims } from '../load-claims.ts';
import { type CommonOptions, print, withCommonOptions } from '../options.ts';
import { selectClaim } from '../select-claims.ts';

const exitCode = { supports: EXIT.holds, refutes: EXIT.refuted, undecided: EXIT.undecided } as const;

/** The claim of a stored case: the catalogue's, or one of a user's file. */
async function claimOf(id: string, file?: string): Promise<AnyClaim> {
  const own = file === undefined ? [] : await loadClaims(file);
  return own.find((claim) => claim.id === id) ?? selectClaim(id);
}

async function readCase(file: string, claims?: string) {
  const stored = validate(storedCaseSchema, parseJson(readText(file), file), file);
  const claim = await claimOf(stored.claim, claims);
  if (stored.control !== undefined && !claim.controls.some((control) => control.id === stored.control))
    throw new BadInput({
      file,
      path: 'control',
      expected: `a control of ${claim.id} (${claim.controls.map((control) => control.id).join(', ')})`,
      found: `"${stored.control}"`,
    });
  return {
    stored,
    claim,
    instance: validate<unknown>(claim.caseSchema, stored.instance, `${file}: instance`),
  };
}

function describe(id: string, decision: Decision, same: boolean): string {
  const figures = Object.entries(decision.figures).map(([name, value]) => `  ${name} = ${value}`);
  const how = 'evidence' in decision ? ` (${decision.evidence})` : '';
  return [
    `${id}: ${decision.outcome}${how}${'why' in decision ? `: ${decision.why}` : ''}`,
    ...figures,
    same ? 'as stored' : 'NOT as stored in the file',
  ].join('\n');
}

export function addReplay(program: Command): void {
  withCommonOptions(
    program
      .command('replay')
      .description('decide one stored case again, alone')
      .argument('<file>', 'a stored case (farkas/case@1)')
      .option('--claims <file>', 'a file of your own claims, if the case is of one of them'),
  )
    .addHelpText(
      'after',
      '\nExample:\n  farkas replay farkas-results/cases/L2-one-signed-9dbf12576b91.json\n  farkas replay farkas-results/cases/mine-0a1b2c3d4e5f.json --claims ./my-claim.ts\n\nExit code: 0 the case supports its claim, 1 it refutes it, 2 undecided.',
    )
    .action(async (file: string, options: CommonOptions & { claims?: string }) => {
      const { stored, claim, instance } = await readCase(file, options.claims);
      const control = stored.control === undefined ? undefined : controlOf(claim, stored.control);
      const decision = await claim.decide(instance, control?.variant ?? claim.prediction);
      const same = decision.outcome === stored.decision.outcome;
      const dropped = stored.without === undefined ? '' : `, without ${stored.without}`;
      const id = `${claim.id}${control ? `, control ${control.id}` : dropped}`;
      print(
        options.format,
        {
          format: 'farkas/replay@1',
          claim: claim.id,
          control: control?.id ?? null,
          without: stored.without ?? null,
          decision,
          asStored: same,
        },
        () => describe(id, decision, same),
      );
      process.exitCode = exitCode[decision.outcome];
    });
}
