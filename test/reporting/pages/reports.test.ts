import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { checkCertificate } from '../../../oracles/checker/check.ts';
import { catalogue } from '../../../properties/catalogue.ts';
import { indexPage } from '../../../src/reporting/pages/index-page.ts';
import { paperPage } from '../../../src/reporting/pages/paper-page.ts';
import type { PaperReport } from '../../../src/reporting/pages/paper-report.ts';
import { strayNumbers } from './stray-numbers.ts';

const folder = fileURLToPath(new URL('../../../reports', import.meta.url));
const papers = [...new Set(catalogue.map((claim) => claim.source.paper))];
const text = (file: string) => readFileSync(join(folder, file), 'utf8');
const reportOf = (paper: string) => JSON.parse(text(`${paper}.json`)) as PaperReport;
const pages = readdirSync(folder).filter((name) => name.endsWith('.md'));

/** Targets of links and pictures within the reports, without their fragments. */
function links(markdown: string): string[] {
  return [...markdown.matchAll(/\]\(([^)#\s]+)(?:#[^)\s]*)?\)/g)]
    .map(([, target]) => target!)
    .filter((target) => !/^https?:/.test(target));
}

describe('the committed reports', () => {
  it.each(papers)('%s: the page is what its JSON says', (paper) => {
    expect(text(`${paper}.md`)).toBe(paperPage(reportOf(paper)));
  });

  it.each(papers)('%s: every claim of the catalogue is there, none refuted', (paper) => {
    const { claims } = reportOf(paper);
    expect(claims.map(({ id }) => id)).toEqual(
      catalogue.filter((claim) => claim.source.paper === paper).map((claim) => claim.id),
    );
    for (const claim of claims) {
      expect(claim.verdict, claim.id).not.toBe('refuted');
      expect(claim.verdict, claim.id).not.toBe('vacuous');
      for (const control of claim.controls) expect(control.refuted, `${claim.id} ${control.id}`).toBe(true);
    }
  });

  it.each(papers)('%s: every number of an exhibit is in the JSON', (paper) => {
    const strays = reportOf(paper).exhibits.map(({ id, title, markdown, data }) => [
      id,
      strayNumbers(`${title}\n${markdown}`, data),
    ]);
    expect(strays.filter(([, numbers]) => numbers!.length > 0)).toEqual([]);
  });

  // Statements and hypotheses are what is checked: their constants are theirs. What a claim says was found must be shown.
  it.each(papers)('%s: every number that a claim says was found is in the JSON of an exhibit', (paper) => {
    const { claims, exhibits } = reportOf(paper);
    const data = exhibits.map((exhibit) => exhibit.data);
    const strays = claims.map(({ id, differs = '' }) => [id, strayNumbers(differs, data)]);
    expect(strays.filter(([, numbers]) => numbers!.length > 0)).toEqual([]);
  });

  it('the index is made from the JSON of all papers', () => {
    expect(text('index.md')).toBe(indexPage(papers.map(reportOf)));
  });

  it('every link leads somewhere', () => {
    const dead = pages.flatMap((page) =>
      links(text(page))
        .filter((target) => !existsSync(join(folder, dirname(page), target)))
        .map((target) => `${page}: ${target}`),
    );
    expect(dead).toEqual([]);
  });

  it('every figure and certificate is linked, and the checker accepts every certificate', () => {
    const readme = readFileSync(join(folder, '..', 'README.md'), 'utf8');
    const ofReadme = links(readme).map((target) => target.replace(/^reports\//, ''));
    const linked = new Set([...pages.flatMap((page) => links(text(page))), ...ofReadme]);
    for (const kind of ['figures', 'certificates'])
      for (const name of readdirSync(join(folder, kind))) expect(linked).toContain(`${kind}/${name}`);
    for (const name of readdirSync(join(folder, 'certificates')))
      expect(checkCertificate(JSON.parse(text(`certificates/${name}`))).accepted, name).toBe(true);
  });
});
