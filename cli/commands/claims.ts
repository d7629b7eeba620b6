import type { Command } from 'commander';
import type { AnyClaim, Control, Hypothesis } from '../../src/claims/claim.ts';
import { textTable } from '../../src/reporting/text-table.ts';
import { type CommonOptions, print, withCommonOptions } from '../options.ts';
import { selectClaims } from '../select-claims.ts';

const hypothesesOf = (claim: AnyClaim) => claim.hypotheses as Hypothesis<unknown>[];
const controlsOf = (claim: AnyClaim) => claim.controls as Control<unknown, unknown>[];

function describe(claim: AnyClaim): string {
  return [
    `${claim.id}  ${claim.title}`,
    `  ${claim.source.citation}${claim.source.section ? `, ${claim.source.section}` : ''}`,
    `  ${claim.statement}`,
    ...hypothesesOf(claim).map((hypothesis) => `  assumes  ${hypothesis.id}: ${hypothesis.statement}`),
    ...controlsOf(claim).map((control) => `  control  ${control.id}: ${control.statement}`),
  ].join('\n');
}

function asJson(claim: AnyClaim): unknown {
  return {
    id: claim.id,
    title: claim.title,
    source: claim.source,
    statement: claim.statement,
    hypotheses: hypothesesOf(claim).map(({ id, statement }) => ({ id, statement })),
    controls: controlsOf(claim).map(({ id, statement }) => ({ id, statement })),
  };
}

export function addClaims(program: Command): void {
  withCommonOptions(
    program
      .command('claims')
      .description('the catalogue; with names, each claim in full')
      .argument('[claim...]', 'ids such as L2, papers such as lyu2021, files such as ./my-claim.ts'),
  )
    .addHelpText(
      'after',
      '\nExamples:\n  farkas claims\n  farkas claims L2\n  farkas claims lyu2021 --format json',
    )
    .action(async (names: string[], options: CommonOptions) => {
      const claims = await selectClaims(names);
      const table = () =>
        [
          textTable(
            ['claim', 'paper', 'title'],
            claims.map(({ id, source, title }) => [id, source.paper, title]),
          ),
          '',
          'farkas claims CLAIM prints one in full, with its hypotheses and controls.',
        ].join('\n');
      const text = () => (names.length > 0 ? claims.map(describe).join('\n\n') : table());
      print(options.format, { format: 'farkas/claims@1', claims: claims.map(asJson) }, text);
    });
}
