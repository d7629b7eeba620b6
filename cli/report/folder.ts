import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { catalogue } from '../../properties/catalogue.ts';
import { parseJson } from '../../src/data/json.ts';
import { readText } from '../../src/data/read-text.ts';
import { validate } from '../../src/data/validate.ts';
import { indexPage } from '../../src/reporting/pages/index-page.ts';
import type { PaperReport } from '../../src/reporting/pages/paper-report.ts';
import { reportSchema } from '../../src/reporting/schemas/run.ts';
import { ensureFolder, writeWhole } from '../write-file.ts';
import type { ReportFiles } from './build.ts';

/** The papers of the catalogue, in its order. */
export const PAPERS: readonly string[] = [...new Set(catalogue.map((claim) => claim.source.paper))];

const FORMAT = reportSchema.shape.format.value;

/** The reports that lie in a folder: the catalogue's papers first, in its order. @throws BadInput for a damaged one. */
export function reportsIn(folder: string): PaperReport[] {
  const place = ({ paper }: PaperReport) => (PAPERS.includes(paper) ? PAPERS.indexOf(paper) : PAPERS.length);
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => join(folder, name))
    .flatMap((file) => {
      const found = parseJson(readText(file), file);
      const isReport =
        found !== null && typeof found === 'object' && 'format' in found && found.format === FORMAT;
      return isReport ? [validate<unknown>(reportSchema, found, file) as PaperReport] : [];
    })
    .sort((one, other) => place(one) - place(other));
}

/** Writes files into the folder, and its index over all papers, those of earlier runs included. @returns their paths. */
export function writeReport(folder: string, files: ReportFiles): string[] {
  const write = (path: string, text: string) => {
    const file = join(folder, path);
    ensureFolder(dirname(file));
    writeWhole(file, text);
  };
  for (const [path, text] of files) write(path, text);
  write('index.md', indexPage(reportsIn(folder)));
  return [...files.keys(), 'index.md'];
}
